% PREDATOR_PREY_EULER  Lotka-Volterra dynamics of two species.
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
%   [t, y] = predator_prey_euler(t_end, dt, p)  Euler's method from 0 to t_end with step dt;
%                                               delayed states are interpolated between steps;
%                                               y(i,k) is state i at time t(k);
%                                               arguments may be left out from the right
%   y0 = predator_prey_euler('y0')              the initial state
%   p0 = predator_prey_euler('p0')              the parameters
%   states = predator_prey_euler('states')      the names of the states
%   params = predator_prey_euler('params')      the names of the parameters

function [t, y] = predator_prey_euler(t_end, dt, p)
  if nargin > 0 && ischar(t_end)
    switch t_end
      case 'y0'
        t = initial_state();
      case 'p0'
        t = default_parameters();
      case 'states'
        t = {'predator_x', 'prey_x'};
      case 'params'
        t = {'predator_alpha', 'prey_alpha', 'predator_to_prey_weight', ...
          'prey_to_predator_weight', 'prey_to_predator_delay'};
      otherwise
        error('no answer to the query %s', t_end);
    end
    return
  end
  if nargin < 1
    t_end = 100.0;
  end
  if nargin < 2
    dt = 0.001;
  end
  if nargin < 3
    p = default_parameters();
  end
  n = round(t_end/dt);
  t = (0:n)*dt;
  y = zeros(2, n + 1);
  y(:,1) = initial_state();
  lags = delays(p)/dt;
  for k = 1:n
    Z = delayed(y, k, lags);
    y(:,k+1) = y(:,k) + dt*vector_field(t(k), y(:,k), Z, p);
  end
end

function dydt = vector_field(t, y, Z, p)
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

function Z = delayed(y, step, lags)
  % The states lags (in steps) before a step; before the first step they are the initial state.
  Z = zeros(size(y, 1), numel(lags));
  for k = 1:numel(lags)
    position = step - lags(k);
    if position <= 1
      Z(:,k) = y(:,1);
    else
      n = min(floor(position), step - 1);
      Z(:,k) = y(:,n) + (position - n)*(y(:,n+1) - y(:,n));
    end
  end
end
