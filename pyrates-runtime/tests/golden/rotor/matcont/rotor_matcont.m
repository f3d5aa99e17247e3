% ROTOR_MATCONT  The oscillator of Stuart and Landau, a complex number.
%
% Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
%
%   State  Name  Path in the model  Initial value  d/dt at t = 0
%   y(1)   re    z/re               1.0            -1.95
%   y(2)   im    z/im               0.5            1.525
%
%   Parameter  Name   Path in the model  Value
%   p(1)       mu     mu                 0.3
%   p(2)       omega  omega              2.0
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values and the parameters above.
%
% Derivatives by states go to order 5; MatCont takes differences beyond.
%
%   rotor_matcont()          the handles of the functions below, as MatCont wants them
%   rotor_matcont('y0')      the initial state
%   rotor_matcont('p0')      the parameters
%   rotor_matcont('states')  the names of the states
%   rotor_matcont('params')  the names of the parameters

function out = rotor_matcont(what)
  if nargin > 0
    switch what
      case 'y0'
        out = [1.0, 0.5]';
      case 'p0'
        out = [0.3, 2.0]';
      case 'states'
        out = {'re', 'im'};
      case 'params'
        out = {'mu', 'omega'};
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
  y0 = rotor_matcont('y0');
  handles = rotor_matcont();
  options = odeset('Jacobian', handles(3), 'JacobianP', handles(4), 'Hessians', handles(5), ...
      'HessiansP', handles(6));
end

function dydt = fun_eval(t, y, mu, omega)
  % Columns of y are states of their own.
  re = y(1,:);
  im = y(2,:);
  part1 = re.^2 - im.^2;
  part2 = 2.0 .* re .* im;
  dydt = zeros(size(y));
  dydt(1,:) = mu .* re - omega .* im - (part1 .* re + part2 .* im);
  dydt(2,:) = mu .* im + omega .* re - (-part1 .* im + part2 .* re);
end

function tensor = jacobian(t, y, mu, omega)
  % d dydt(i) / d y(j) at (i,j)
  re = y(1);
  im = y(2);
  part1 = re.^2 - im.^2;
  part2 = 2.0 .* re .* im;
  w3 = 2.0 .* re .* re;
  w4 = im .* im;
  w5 = im .* re;
  w6 = 2.0 .* re .* im;
  tensor = zeros(2, 2);
  tensor(1,1) = mu - (w3 + part1 + 2.0 .* w4);
  tensor(1,2) = -omega - (-2.0 .* w5 + w6 + part2);
  tensor(2,1) = omega - (-w6 + 2.0 .* w5 + part2);
  tensor(2,2) = mu - (-(-2.0 .* w4 + part1) + w3);
end

function tensor = jacobianp(t, y, mu, omega)
  % d dydt(i) / d p(j) at (i,j)
  re = y(1);
  im = y(2);
  tensor = zeros(2, 2);
  tensor(1,1) = re;
  tensor(1,2) = -im;
  tensor(2,1) = im;
  tensor(2,2) = re;
end

function tensor = hessiansp(t, y, mu, omega)
  % d^2 dydt(i) / d y(j) d p(k) at (i,j,k)
  tensor = zeros(2, 2, 2);
  tensor(1,1,1) = 1.0;
  tensor(1,2,2) = -1.0;
  tensor(2,1,2) = 1.0;
  tensor(2,2,1) = 1.0;
end

function tensor = hessians(t, y, mu, omega)
  % Derivatives of order 2 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  re = y(1);
  im = y(2);
  w1 = 2.0 .* re;
  w2 = 2.0 .* im;
  w3 = 4.0 .* re;
  w4 = -(-w2 + 4.0 .* im);
  tensor = zeros(2, 2, 2);
  tensor(1,1,1) = -(w3 + w1);
  tensor = symmetric(tensor, 1, [1 2], w4);
  tensor(1,2,2) = -(-2.0 .* re + w3);
  tensor(2,1,1) = w4;
  tensor = symmetric(tensor, 2, [1 2], -(-w1 + w3));
  tensor(2,2,2) = -4.0 .* im - w2;
end

function tensor = der3(t, y, mu, omega)
  % Derivatives of order 3 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(2, 2, 2, 2);
  tensor(1,1,1,1) = -6.0;
  tensor = symmetric(tensor, 1, [1 2 2], -2.0);
  tensor = symmetric(tensor, 2, [1 1 2], -2.0);
  tensor(2,2,2,2) = -6.0;
end

function tensor = der4(t, y, mu, omega)
  % Derivatives of order 4 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(2, 2, 2, 2, 2);
end

function tensor = der5(t, y, mu, omega)
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
