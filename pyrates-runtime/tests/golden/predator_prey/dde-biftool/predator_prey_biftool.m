% PREDATOR_PREY_BIFTOOL  Lotka-Volterra dynamics of two species.
%
% The predator grows with a delay.
%
% Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
%
%   State    Name        Path in the model  Initial value  d/dt at t = 0
%   xx(1,1)  predator_x  predator/lv/x      0.5            -0.25
%   xx(2,1)  prey_x      prey/lv/x          0.5            0.024999999999999967
%
%   Parameter  Name                     Path in the model              Value
%   par(1)     predator_alpha           predator/lv/alpha              -1.0
%   par(2)     prey_alpha               prey/lv/alpha                  0.7
%   par(3)     predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
%   par(4)     prey_to_predator_weight  edges/prey_to_predator/weight  1.0
%   par(5)     prey_to_predator_delay   edges/prey_to_predator/delay   0.5
%
%   Lag      Delay                   Value
%   xx(:,2)  prey_to_predator_delay  0.5
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values now and at all earlier times, and the parameters above.
%
%   predator_prey_biftool('funcs')     the functions below for DDE-BIFTOOL, by its set_funcs
%   predator_prey_biftool('symfuncs')  the same with derivatives for normal forms, by its set_symfuncs
%   predator_prey_biftool('sys_rhs')   a function of xx and par: xx(i,k+1,:) is state i at delay k
%   predator_prey_biftool('sys_tau')   a function for the parameters that are delays
%   predator_prey_biftool('sys_deri')  a function for partial derivatives
%   predator_prey_biftool('x0')        the initial state
%   predator_prey_biftool('par')       the parameters
%   predator_prey_biftool('ind')       the number of each parameter by its name
%   predator_prey_biftool('states')    the names of the states
%   predator_prey_biftool('params')    the names of the parameters

function out = predator_prey_biftool(what)
  switch what
    case 'funcs'
      out = set_funcs('sys_rhs', @sys_rhs, 'sys_tau', @sys_tau, 'sys_deri', @sys_deri, ...
        'x_vectorized', true, 'p_vectorized', true);
    case 'symfuncs'
      out = set_symfuncs(@sym_predator_prey_biftool, 'sys_tau', @sys_tau);
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
  predator_x = xx(1,1,:);
  prey_x = xx(2,1,:);
  prey_x_delayed = xx(2,2,:);
  predator_alpha = par(1,1,:);
  prey_alpha = par(1,2,:);
  predator_to_prey_weight = par(1,3,:);
  prey_to_predator_weight = par(1,4,:);
  dxdt = zeros(2, 1, size(xx, 3));
  dxdt(1,1,:) = predator_x .* (predator_alpha + prey_to_predator_weight .* prey_x_delayed);
  dxdt(2,1,:) = prey_x .* (prey_alpha + predator_to_prey_weight .* predator_x);
end

function ind = sys_tau()
  % The parameter that is delay k, for k = 1, 2, ...
  ind = [5];
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
      predator_x = xx(1,1,:);
      prey_x = xx(2,1,:);
      predator_alpha = par(1,1,:);
      prey_alpha = par(1,2,:);
      predator_to_prey_weight = par(1,3,:);
      prey_to_predator_weight = par(1,4,:);
      prey_x_delayed = xx(2,2,:);
      jac(1,1,:) = predator_alpha + prey_to_predator_weight .* prey_x_delayed;
      jac(2,1,:) = prey_x .* predator_to_prey_weight;
      jac(2,2,:) = prey_alpha + predator_to_prey_weight .* predator_x;
    case 1
      predator_x = xx(1,1,:);
      prey_to_predator_weight = par(1,4,:);
      jac(1,2,:) = predator_x .* prey_to_predator_weight;
  end
end

function jac = by_parameter(xx, par, np)
  jac = zeros(2, 1, size(xx, 3));
  switch np
    case 1
      predator_x = xx(1,1,:);
      jac(1,1,:) = predator_x;
    case 2
      prey_x = xx(2,1,:);
      jac(2,1,:) = prey_x;
    case 3
      predator_x = xx(1,1,:);
      prey_x = xx(2,1,:);
      jac(2,1,:) = prey_x .* predator_x;
    case 4
      predator_x = xx(1,1,:);
      prey_x_delayed = xx(2,2,:);
      jac(1,1,:) = predator_x .* prey_x_delayed;
  end
end

function jac = by_state_and_parameter(xx, par, nx, np)
  jac = zeros(2, 2, size(xx, 3));
  switch nx
    case 0
      switch np
        case 1
          jac(1,1,:) = 1.0;
        case 2
          jac(2,2,:) = 1.0;
        case 3
          predator_x = xx(1,1,:);
          prey_x = xx(2,1,:);
          jac(2,1,:) = prey_x;
          jac(2,2,:) = predator_x;
        case 4
          prey_x_delayed = xx(2,2,:);
          jac(1,1,:) = prey_x_delayed;
      end
    case 1
      switch np
        case 4
          predator_x = xx(1,1,:);
          jac(1,2,:) = predator_x;
      end
  end
end

function jac = by_two_states(xx, par, nx, along)
  jac = zeros(2, 2, size(xx, 3));
  switch nx(1)
    case 0
      switch nx(2)
        case 0
          predator_to_prey_weight = par(1,3,:);
          d_predator_x = along(1,1,:);
          d_prey_x = along(2,1,:);
          jac(2,1,:) = predator_to_prey_weight .* d_prey_x;
          jac(2,2,:) = predator_to_prey_weight .* d_predator_x;
        case 1
          prey_to_predator_weight = par(1,4,:);
          d_predator_x = along(1,1,:);
          jac(1,2,:) = prey_to_predator_weight .* d_predator_x;
      end
    case 1
      switch nx(2)
        case 0
          prey_to_predator_weight = par(1,4,:);
          d_prey_x = along(2,1,:);
          jac(1,1,:) = prey_to_predator_weight .* d_prey_x;
      end
  end
end

function x = initial_state()
  x = [0.5, 0.5]';
end

function par = default_parameters()
  par = [-1.0, 0.7, -1.3, 1.0, 0.5];
end

function names = state_names()
  names = {'predator_x', 'prey_x'};
end

function names = parameter_names()
  names = {'predator_alpha', 'prey_alpha', 'predator_to_prey_weight', ...
      'prey_to_predator_weight', 'prey_to_predator_delay'};
end
