% VAN_DER_POL_MATCONT  The oscillator of van der Pol.
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
% Derivatives by states go to order 5; MatCont takes differences beyond.
%
%   van_der_pol_matcont()          the handles of the functions below, as MatCont wants them
%   van_der_pol_matcont('y0')      the initial state
%   van_der_pol_matcont('p0')      the parameters
%   van_der_pol_matcont('states')  the names of the states
%   van_der_pol_matcont('params')  the names of the parameters

function out = van_der_pol_matcont(what)
  if nargin > 0
    switch what
      case 'y0'
        out = [0.0, 1.0]';
      case 'p0'
        out = [1.0]';
      case 'states'
        out = {'x', 'z'};
      case 'params'
        out = {'mu'};
      otherwise
        error('no answer to the query %s', what);
    end
    return
  end
  out{1} = @init;
  out{2} = @fun_eval;
  out{3} = @jacobian;
  out{4} = @jacobianp;
  out{5} = @hessians;
  out{6} = @hessiansp;
  out{7} = @der3;
  out{8} = @der4;
  out{9} = @der5;
end

function [tspan, y0, options] = init()
  tspan = [0 10];
  y0 = van_der_pol_matcont('y0');
  handles = van_der_pol_matcont();
  options = odeset('Jacobian', handles(3), 'JacobianP', handles(4), 'Hessians', handles(5), ...
      'HessiansP', handles(6));
end

function dydt = fun_eval(t, y, mu)
  % Columns of y are states of their own.
  x = y(1,:);
  z = y(2,:);
  dydt = zeros(size(y));
  dydt(1,:) = z;
  dydt(2,:) = mu .* z .* (1.0 - x.^2) - x;
end

function tensor = jacobian(t, y, mu)
  % d dydt(i) / d y(j) at (i,j)
  x = y(1);
  z = y(2);
  tensor = zeros(2, 2);
  tensor(1,2) = 1.0;
  tensor(2,1) = -2.0 .* mu .* z .* x - 1.0;
  tensor(2,2) = mu .* (1.0 - x.^2);
end

function tensor = jacobianp(t, y, mu)
  % d dydt(i) / d p(j) at (i,j)
  x = y(1);
  z = y(2);
  tensor = zeros(2, 1);
  tensor(2,1) = z .* (1.0 - x.^2);
end

function tensor = hessiansp(t, y, mu)
  % d^2 dydt(i) / d y(j) d p(k) at (i,j,k)
  x = y(1);
  z = y(2);
  tensor = zeros(2, 2, 1);
  tensor(2,1,1) = -2.0 .* z .* x;
  tensor(2,2,1) = 1.0 - x.^2;
end

function tensor = hessians(t, y, mu)
  % Derivatives of order 2 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  x = y(1);
  z = y(2);
  tensor = zeros(2, 2, 2);
  tensor(2,1,1) = -2.0 .* mu .* z;
  tensor = symmetric(tensor, 2, [1 2], -2.0 .* mu .* x);
end

function tensor = der3(t, y, mu)
  % Derivatives of order 3 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(2, 2, 2, 2);
  tensor = symmetric(tensor, 2, [1 1 2], -2.0 .* mu);
end

function tensor = der4(t, y, mu)
  % Derivatives of order 4 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(2, 2, 2, 2, 2);
end

function tensor = der5(t, y, mu)
  % Derivatives of order 5 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(2, 2, 2, 2, 2, 2);
end

function tensor = symmetric(tensor, row, columns, value)
  % Sets the entries of a row with these columns, in whatever order.
  orders = unique(perms(columns), 'rows');
  for k = 1:size(orders, 1)
    place = num2cell([row, orders(k,:)]);
    tensor(place{:}) = value;
  end
end
