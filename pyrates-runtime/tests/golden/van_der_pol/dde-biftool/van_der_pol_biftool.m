% VAN_DER_POL_BIFTOOL  The oscillator of van der Pol.
%
% Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
%
%   State    Name  Path in the model  Initial value  d/dt at t = 0
%   xx(1,1)  x     oscillator/vdp/x   0.0            1.0
%   xx(2,1)  z     oscillator/vdp/z   1.0            1.0
%
%   Parameter  Name  Path in the model  Value
%   par(1)     mu    oscillator/vdp/mu  1.0
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values and the parameters above.
%
%   van_der_pol_biftool('funcs')     the functions below for DDE-BIFTOOL, by its set_funcs
%   van_der_pol_biftool('symfuncs')  the same with derivatives for normal forms, by its set_symfuncs
%   van_der_pol_biftool('sys_rhs')   a function of xx and par: xx(i,k+1,:) is state i at delay k
%   van_der_pol_biftool('sys_tau')   a function for the parameters that are delays
%   van_der_pol_biftool('sys_deri')  a function for partial derivatives
%   van_der_pol_biftool('x0')        the initial state
%   van_der_pol_biftool('par')       the parameters
%   van_der_pol_biftool('ind')       the number of each parameter by its name
%   van_der_pol_biftool('states')    the names of the states
%   van_der_pol_biftool('params')    the names of the parameters

function out = van_der_pol_biftool(what)
  switch what
    case 'funcs'
      out = set_funcs('sys_rhs', @sys_rhs, 'sys_tau', @sys_tau, 'sys_deri', @sys_deri, ...
        'x_vectorized', true, 'p_vectorized', true);
    case 'symfuncs'
      out = set_symfuncs(@sym_van_der_pol_biftool, 'sys_tau', @sys_tau);
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
  x = xx(1,1,:);
  z = xx(2,1,:);
  mu = par(1,1,:);
  dxdt = zeros(2, 1, size(xx, 3));
  dxdt(1,1,:) = z;
  dxdt(2,1,:) = mu .* z .* (1.0 - x.^2) - x;
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
      x = xx(1,1,:);
      z = xx(2,1,:);
      mu = par(1,1,:);
      jac(1,2,:) = 1.0;
      jac(2,1,:) = -2.0 .* mu .* z .* x - 1.0;
      jac(2,2,:) = mu .* (1.0 - x.^2);
  end
end

function jac = by_parameter(xx, par, np)
  jac = zeros(2, 1, size(xx, 3));
  switch np
    case 1
      x = xx(1,1,:);
      z = xx(2,1,:);
      jac(2,1,:) = z .* (1.0 - x.^2);
  end
end

function jac = by_state_and_parameter(xx, par, nx, np)
  jac = zeros(2, 2, size(xx, 3));
  switch nx
    case 0
      switch np
        case 1
          x = xx(1,1,:);
          z = xx(2,1,:);
          jac(2,1,:) = -2.0 .* z .* x;
          jac(2,2,:) = 1.0 - x.^2;
      end
  end
end

function jac = by_two_states(xx, par, nx, along)
  jac = zeros(2, 2, size(xx, 3));
  switch nx(1)
    case 0
      switch nx(2)
        case 0
          x = xx(1,1,:);
          z = xx(2,1,:);
          mu = par(1,1,:);
          d_x = along(1,1,:);
          d_z = along(2,1,:);
          w1 = -2.0 .* mu .* x;
          jac(2,1,:) = -2.0 .* mu .* z .* d_x + w1 .* d_z;
          jac(2,2,:) = w1 .* d_x;
      end
  end
end

function x = initial_state()
  x = [0.0, 1.0]';
end

function par = default_parameters()
  par = [1.0];
end

function names = state_names()
  names = {'x', 'z'};
end

function names = parameter_names()
  names = {'mu'};
end
