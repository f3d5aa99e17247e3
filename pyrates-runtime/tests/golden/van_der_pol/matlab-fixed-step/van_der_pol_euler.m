% VAN_DER_POL_EULER  The oscillator of van der Pol.
%
% Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
%
%   State  Name  Path in the model  Initial value  d/dt at t = 0
%   y(1)   x     oscillator/vdp/x   0.0            1.0
%   y(2)   z     oscillator/vdp/z   1.0            1.0
%
%   Parameter  Name  Path in the model  Value
%   p(1)       mu    oscillator/vdp/mu  1.0
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values and the parameters above.
%
%   [t, y] = van_der_pol_euler(t_end, dt, p)  Euler's method from 0 to t_end with step dt;
%                                             y(i,k) is state i at time t(k);
%                                             arguments may be left out from the right
%   y0 = van_der_pol_euler('y0')              the initial state
%   p0 = van_der_pol_euler('p0')              the parameters
%   states = van_der_pol_euler('states')      the names of the states
%   params = van_der_pol_euler('params')      the names of the parameters

function [t, y] = van_der_pol_euler(t_end, dt, p)
  if nargin > 0 && ischar(t_end)
    switch t_end
      case 'y0'
        t = initial_state();
      case 'p0'
        t = default_parameters();
      case 'states'
        t = {'x', 'z'};
      case 'params'
        t = {'mu'};
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
  for k = 1:n
    y(:,k+1) = y(:,k) + dt*vector_field(t(k), y(:,k), p);
  end
end

function dydt = vector_field(t, y, p)
  x = y(1);
  z = y(2);
  mu = p(1);
  dydt = zeros(size(y));
  dydt(1) = z;
  dydt(2) = mu*z*(1.0 - x^2) - x;
end

function y = initial_state()
  y = zeros(2, 1);
  y(1) = 0.0;
  y(2) = 1.0;
end

function p = default_parameters()
  p = zeros(1, 1);
  p(1) = 1.0;
end
