% ROTOR_EULER  The oscillator of Stuart and Landau, a complex number.
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
%   [t, y] = rotor_euler(t_end, dt, p)  Euler's method from 0 to t_end with step dt;
%                                       y(i,k) is state i at time t(k);
%                                       arguments may be left out from the right
%   y0 = rotor_euler('y0')              the initial state
%   p0 = rotor_euler('p0')              the parameters
%   states = rotor_euler('states')      the names of the states
%   params = rotor_euler('params')      the names of the parameters

function [t, y] = rotor_euler(t_end, dt, p)
  if nargin > 0 && ischar(t_end)
    switch t_end
      case 'y0'
        t = initial_state();
      case 'p0'
        t = default_parameters();
      case 'states'
        t = {'z'};
      case 'params'
        t = {'mu', 'omega'};
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
  y = zeros(1, n + 1);
  y(:,1) = initial_state();
  for k = 1:n
    y(:,k+1) = y(:,k) + dt*vector_field(t(k), y(:,k), p);
  end
end

function dydt = vector_field(t, y, p)
  z = y(1);
  mu = p(1);
  omega = p(2);
  dydt = zeros(size(y));
  dydt(1) = (mu + 1.0i*omega)*z - z^2*conj(z);
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
