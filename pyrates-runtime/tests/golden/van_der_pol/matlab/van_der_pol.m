% VAN_DER_POL  The oscillator of van der Pol.
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
%   dydt = van_der_pol(t, y, p)     y may have several columns
%   y0 = van_der_pol('y0')          the initial state
%   p0 = van_der_pol('p0')          the parameters
%   states = van_der_pol('states')  the names of the states
%   params = van_der_pol('params')  the names of the parameters
%   jac = van_der_pol('jac')        a function for the Jacobian:
%   J = jac(t, y, p)                J(i,j) is the derivative of dydt(i) by y(j)

function dydt = van_der_pol(t, y, p)
  if ischar(t)
    switch t
      case 'y0'
        dydt = initial_state();
      case 'p0'
        dydt = default_parameters();
      case 'states'
        dydt = {'x', 'z'};
      case 'params'
        dydt = {'mu'};
      case 'jac'
        dydt = @jacobian_matrix;
      otherwise
        error('no answer to the query %s', t);
    end
    return
  end
  if nargin < 3
    p = default_parameters();
  end
  x = y(1,:);
  z = y(2,:);
  mu = p(1);
  dydt = zeros(size(y));
  dydt(1,:) = z;
  dydt(2,:) = mu .* z .* (1.0 - x.^2) - x;
end

function J = jacobian_matrix(t, y, p)
  x = y(1);
  z = y(2);
  mu = p(1);
  J = zeros(2, 2);
  J(1,2) = 1.0;
  J(2,1) = -mu*z*2.0*x - 1.0;
  J(2,2) = mu*(1.0 - x^2);
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
