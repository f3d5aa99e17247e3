% PREDATOR_PREY  Lotka-Volterra dynamics of two species.
%
% The predator grows with a delay.
%
% Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
%
%   State  Name        Path in the model  Initial value  d/dt at t = 0
%   y(1)   predator_x  predator/lv/x      0.5            -0.25
%   y(2)   prey_x      prey/lv/x          0.5            0.024999999999999967
%
%   Parameter  Name                     Path in the model              Value
%   p(1)       predator_alpha           predator/lv/alpha              -1.0
%   p(2)       prey_alpha               prey/lv/alpha                  0.7
%   p(3)       predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
%   p(4)       prey_to_predator_weight  edges/prey_to_predator/weight  1.0
%   p(5)       prey_to_predator_delay   edges/prey_to_predator/delay   0.5
%
%   Lag      Delay                   Value
%   lags(1)  prey_to_predator_delay  0.5
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values now and at all earlier times, and the parameters above.
%
%   dydt = predator_prey(t, y, Z, p)  Z(:,k) is y at time t - lags(k)
%   lags = predator_prey('lags', p)   the delays
%   y0 = predator_prey('y0')          the initial state
%   p0 = predator_prey('p0')          the parameters
%   states = predator_prey('states')  the names of the states
%   params = predator_prey('params')  the names of the parameters
%   jac = predator_prey('jac')        a function for the Jacobian:
%   J = jac(t, y, Z, p)               J(i,j) is the derivative of dydt(i) by y(j)

function dydt = predator_prey(t, y, Z, p)
  if ischar(t)
    if nargin < 2
      y = default_parameters();
    end
    switch t
      case 'y0'
        dydt = initial_state();
      case 'p0'
        dydt = default_parameters();
      case 'states'
        dydt = {'predator_x', 'prey_x'};
      case 'params'
        dydt = {'predator_alpha', 'prey_alpha', 'predator_to_prey_weight', ...
          'prey_to_predator_weight', 'prey_to_predator_delay'};
      case 'jac'
        dydt = @jacobian_matrix;
      case 'lags'
        dydt = delays(y);
      otherwise
        error('no answer to the query %s', t);
    end
    return
  end
  if nargin < 4
    p = default_parameters();
  end
  predator_x = y(1);
  prey_x = y(2);
  prey_x_delayed = Z(2,1);
  predator_alpha = p(1);
  prey_alpha = p(2);
  predator_to_prey_weight = p(3);
  prey_to_predator_weight = p(4);
  dydt = zeros(size(y));
  dydt(1) = predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed);
  dydt(2) = prey_x*(prey_alpha + predator_to_prey_weight*predator_x);
end

function J = jacobian_matrix(t, y, Z, p)
  predator_x = y(1);
  prey_x = y(2);
  prey_x_delayed = Z(2,1);
  predator_alpha = p(1);
  prey_alpha = p(2);
  predator_to_prey_weight = p(3);
  prey_to_predator_weight = p(4);
  J = zeros(2, 2);
  J(1,1) = predator_alpha + prey_to_predator_weight*prey_x_delayed;
  J(2,1) = prey_x*predator_to_prey_weight;
  J(2,2) = prey_alpha + predator_to_prey_weight*predator_x;
end

function y = initial_state()
  y = zeros(2, 1);
  y(1) = 0.5;
  y(2) = 0.5;
end

function p = default_parameters()
  p = zeros(1, 5);
  p(1) = -1.0;
  p(2) = 0.7;
  p(3) = -1.3;
  p(4) = 1.0;
  p(5) = 0.5;
end

function lags = delays(p)
  prey_to_predator_delay = p(5);
  lags = zeros(1, 1);
  lags(1) = prey_to_predator_delay;
end
