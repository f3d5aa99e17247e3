function options = ddeset(varargin)
% A stand-in for MATLAB's ddeset, for tests in Octave.
  options = struct(varargin{:});
end
