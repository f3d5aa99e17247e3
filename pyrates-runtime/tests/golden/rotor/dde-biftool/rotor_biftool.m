% ROTOR_BIFTOOL  The oscillator of Stuart and Landau, a complex number.
%
% Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
%
%   State    Name  Path in the model  Initial value  d/dt at t = 0
%   xx(1,1)  re    z/re               1.0            -1.95
%   xx(2,1)  im    z/im               0.5            1.525
%
%   Parameter  Name   Path in the model  Value
%   par(1)     mu     mu                 0.3
%   par(2)     omega  omega              2.0
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values and the parameters above.
%
%   rotor_biftool('funcs')     the functions below for DDE-BIFTOOL, by its set_funcs
%   rotor_biftool('symfuncs')  the same with derivatives for normal forms, by its set_symfuncs
%   rotor_biftool('sys_rhs')   a function of xx and par: xx(i,k+1,:) is state i at delay k
%   rotor_biftool('sys_tau')   a function for the parameters that are delays
%   rotor_biftool('sys_deri')  a function for partial derivatives
%   rotor_biftool('x0')        the initial state
%   rotor_biftool('par')       the parameters
%   rotor_biftool('ind')       the number of each parameter by its name
%   rotor_biftool('states')    the names of the states
%   rotor_biftool('params')    the names of the parameters

function out = rotor_biftool(what)
  switch what
    case 'funcs'
      out = set_funcs('sys_rhs', @sys_rhs, 'sys_tau', @sys_tau, 'sys_deri', @sys_deri, ...
        'x_vectorized', true, 'p_vectorized', true);
    case 'symfuncs'
      out = set_symfuncs(@sym_rotor_biftool, 'sys_tau', @sys_tau);
    case 'sys_rhs'
      out = @sys_rhs;
    case 'sys_tau'
      out = @sys_tau;
    case 'sys_deri'
      out = @sys_deri;
    case 'x0'
      out = initial_state();
    case 'par'
      out = default_parameters();
    case 'ind'
      out = cell2struct(num2cell(1:numel(parameter_names())), parameter_names(), 2);
    case 'states'
      out = state_names();
    case 'params'
      out = parameter_names();
    otherwise
      error('no answer to the query %s', what);
  end
end

function dxdt = sys_rhs(xx, par)
  re = xx(1,1,:);
  im = xx(2,1,:);
  mu = par(1,1,:);
  omega = par(1,2,:);
  part1 = re.^2 - im.^2;
  part2 = 2.0 .* re .* im;
  dxdt = zeros(2, 1, size(xx, 3));
  dxdt(1,1,:) = mu .* re - omega .* im - (part1 .* re + part2 .* im);
  dxdt(2,1,:) = mu .* im + omega .* re - (-part1 .* im + part2 .* re);
end

function ind = sys_tau()
  % The parameter that is delay k, for k = 1, 2, ...
  ind = zeros(1, 0);
end

function jac = sys_deri(xx, par, nx, np, along)
  % Derivatives of sys_rhs; jac(:,:,m) is that at xx(:,:,m).
  %   nx = k, np = []        by the state at delay k, where 0 is none: n x n
  %   nx = [], np = j        by parameter j: n x 1
  %   nx = k, np = j         by both: n x n
  %   nx = [k l], np = []    by the state at delay k, times along, then by the state at delay l: n x n
  if numel(nx) == 1 && isempty(np)
    jac = by_state(xx, par, nx);
  elseif isempty(nx) && numel(np) == 1
    jac = by_parameter(xx, par, np);
  elseif numel(nx) == 1 && numel(np) == 1
    jac = by_state_and_parameter(xx, par, nx, np);
  elseif numel(nx) == 2 && isempty(np)
    jac = by_two_states(xx, par, nx, reshape(along, size(xx, 1), 1, []));
  else
    error('sys_deri has no derivative for %d states and %d parameters', numel(nx), numel(np));
  end
end

function jac = by_state(xx, par, nx)
  jac = zeros(2, 2, size(xx, 3));
  switch nx
    case 0
      re = xx(1,1,:);
      im = xx(2,1,:);
      mu = par(1,1,:);
      omega = par(1,2,:);
      part1 = re.^2 - im.^2;
      part2 = 2.0 .* re .* im;
      w3 = 2.0 .* re .* re;
      w4 = im .* im;
      w5 = im .* re;
      w6 = 2.0 .* re .* im;
      jac(1,1,:) = mu - (w3 + part1 + 2.0 .* w4);
      jac(1,2,:) = -omega - (-2.0 .* w5 + w6 + part2);
      jac(2,1,:) = omega - (-w6 + 2.0 .* w5 + part2);
      jac(2,2,:) = mu - (-(-2.0 .* w4 + part1) + w3);
  end
end

function jac = by_parameter(xx, par, np)
  jac = zeros(2, 1, size(xx, 3));
  switch np
    case 1
      re = xx(1,1,:);
      im = xx(2,1,:);
      jac(1,1,:) = re;
      jac(2,1,:) = im;
    case 2
      re = xx(1,1,:);
      im = xx(2,1,:);
      jac(1,1,:) = -im;
      jac(2,1,:) = re;
  end
end

function jac = by_state_and_parameter(xx, par, nx, np)
  jac = zeros(2, 2, size(xx, 3));
  switch nx
    case 0
      switch np
        case 1
          jac(1,1,:) = 1.0;
          jac(2,2,:) = 1.0;
        case 2
          jac(1,2,:) = -1.0;
          jac(2,1,:) = 1.0;
      end
  end
end

function jac = by_two_states(xx, par, nx, along)
  jac = zeros(2, 2, size(xx, 3));
  switch nx(1)
    case 0
      switch nx(2)
        case 0
          re = xx(1,1,:);
          im = xx(2,1,:);
          d_re = along(1,1,:);
          d_im = along(2,1,:);
          w1 = 2.0 .* re;
          w2 = 2.0 .* im;
          w3 = 4.0 .* re;
          w4 = 4.0 .* im;
          w5 = -w1 + w3;
          w6 = -(-w2 + w4) .* d_re;
          jac(1,1,:) = -(w3 + w1) .* d_re - (-2.0 .* im + w4) .* d_im;
          jac(1,2,:) = w6 - (-2.0 .* re + w3) .* d_im;
          jac(2,1,:) = w6 - w5 .* d_im;
          jac(2,2,:) = -w5 .* d_re + (-4.0 .* im - w2) .* d_im;
      end
  end
end

function x = initial_state()
  x = [1.0, 0.5]';
end

function par = default_parameters()
  par = [0.3, 2.0];
end

function names = state_names()
  names = {'re', 'im'};
end

function names = parameter_names()
  names = {'mu', 'omega'};
end
