% ROTOR  The oscillator of Stuart and Landau, a complex number.
%
% Model Rotor, exported by PyRates for Rust 0.1.0, hash 105bc686c99bfbf4.
%
%   State  Name  Path in the model  Initial value  d/dt at t = 0
%   y(1)   z     z                  1.0 + 0.5i     -1.95 + 1.525i
%
%   Parameter  Name   Path in the model  Value
%   p(1)       mu     mu                 0.3
%   p(2)       omega  omega              2.0
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values and the parameters above.
%
%   dydt = rotor(t, y, p)     y may have several columns
%   ode45, ode23              take complex states; ode15s of Octave is wrong with them
%   y0 = rotor('y0')          the initial state
%   p0 = rotor('p0')          the parameters
%   states = rotor('states')  the names of the states
%   params = rotor('params')  the names of the parameters

function dydt = rotor(t, y, p)
  if ischar(t)
    switch t
      case 'y0'
        dydt = initial_state();
      case 'p0'
        dydt = default_parameters();
      case 'states'
        dydt = {'z'};
      case 'params'
        dydt = {'mu', 'omega'};
      otherwise
        error('no answer to the query %s', t);
    end
    return
  end
  if nargin < 3
    p = default_parameters();
  end
  z = y(1,:);
  mu = p(1);
  omega = p(2);
  dydt = zeros(size(y));
  dydt(1,:) = (mu + 1.0i .* omega) .* z - z.^2 .* conj(z);
end

function y = initial_state()
  y = zeros(1, 1);
  y(1) = 1.0 + 0.5i;
end

function p = default_parameters()
  p = zeros(1, 2);
  p(1) = 0.3;
  p(2) = 2.0;
end
