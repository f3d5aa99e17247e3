% PREDATOR_PREY_MATCONT  Lotka-Volterra dynamics of two species.
%
% The predator grows with a delay.
%
% Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash 85bac0f8d5a275e1.
%
%   State  Name         Path in the model    Initial value  d/dt at t = 0
%   y(1)   predator_x   predator/lv/x        0.5            -0.25
%   y(2)   prey_x       prey/lv/x            0.5            0.024999999999999967
%   y(3)   x_delayed_1  prey/lv/x_delayed/1  0.5            0.0
%   y(4)   x_delayed_2  prey/lv/x_delayed/2  0.5            0.0
%   y(5)   x_delayed_3  prey/lv/x_delayed/3  0.5            0.0
%   y(6)   x_delayed_4  prey/lv/x_delayed/4  0.5            0.0
%   y(7)   x_delayed_5  prey/lv/x_delayed/5  0.5            0.0
%   y(8)   x_delayed_6  prey/lv/x_delayed/6  0.5            0.0
%   y(9)   x_delayed_7  prey/lv/x_delayed/7  0.5            0.0
%   y(10)  x_delayed_8  prey/lv/x_delayed/8  0.5            0.0
%
%   Parameter  Name                     Path in the model              Value
%   p(1)       predator_alpha           predator/lv/alpha              -1.0
%   p(2)       prey_alpha               prey/lv/alpha                  0.7
%   p(3)       predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
%   p(4)       prey_to_predator_weight  edges/prey_to_predator/weight  1.0
%   p(5)       prey_to_predator_delay   edges/prey_to_predator/delay   0.5
%
% To check this file: the last column of the states is the right-hand side at t = 0, for
% the initial values and the parameters above.
%
% The states from y(3) on are the past, as polynomials through 8 points and the present.
% The points k of a line lie these parts of the delay back; the last is the delayed state:
%   0.038060  0.146447  0.308658  0.500000  0.691342  0.853553  0.961940  1.000000
% More points (the option `nodes`) are more exact. A delay must not become zero.
%
% Derivatives by states go to order 5; MatCont takes differences beyond.
%
%   predator_prey_matcont()          the handles of the functions below, as MatCont wants them
%   predator_prey_matcont('y0')      the initial state
%   predator_prey_matcont('p0')      the parameters
%   predator_prey_matcont('states')  the names of the states
%   predator_prey_matcont('params')  the names of the parameters

function out = predator_prey_matcont(what)
  if nargin > 0
    switch what
      case 'y0'
        out = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]';
      case 'p0'
        out = [-1.0, 0.7, -1.3, 1.0, 0.5]';
      case 'states'
        out = {'predator_x', 'prey_x', 'x_delayed_1', 'x_delayed_2', 'x_delayed_3', ...
        'x_delayed_4', 'x_delayed_5', 'x_delayed_6', 'x_delayed_7', 'x_delayed_8'};
      case 'params'
        out = {'predator_alpha', 'prey_alpha', 'predator_to_prey_weight', ...
        'prey_to_predator_weight', 'prey_to_predator_delay'};
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
  y0 = predator_prey_matcont('y0');
  handles = predator_prey_matcont();
  options = odeset('Jacobian', handles(3), 'JacobianP', handles(4), 'Hessians', handles(5), ...
      'HessiansP', handles(6));
end

function dydt = fun_eval(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % Columns of y are states of their own.
  predator_x = y(1,:);
  prey_x = y(2,:);
  x_delayed_1 = y(3,:);
  x_delayed_2 = y(4,:);
  x_delayed_3 = y(5,:);
  x_delayed_4 = y(6,:);
  x_delayed_5 = y(7,:);
  x_delayed_6 = y(8,:);
  x_delayed_7 = y(9,:);
  x_delayed_8 = y(10,:);
  dydt = zeros(size(y));
  dydt(1,:) = predator_x .* (predator_alpha + prey_to_predator_weight .* x_delayed_8);
  dydt(2,:) = prey_x .* (prey_alpha + predator_to_prey_weight .* predator_x);
  dydt(3,:) = (13.137071184544087 .* prey_x - 6.3086440597978966 .* x_delayed_1 - ...
      9.226251859505508 .* x_delayed_2 + 3.6955181300451474 .* x_delayed_3 - ...
      2.164784400584788 .* x_delayed_4 + 1.5307337294603593 .* x_delayed_5 - ...
      1.226251859505506 .* x_delayed_6 + 1.082392200292394 .* x_delayed_7 - ...
      0.5197830649482901 .* x_delayed_8) ./ prey_to_predator_delay;
  dydt(4,:) = (-3.414213562373096 .* prey_x + 9.226251859505508 .* x_delayed_1 - ...
      1.4142135623730958 .* x_delayed_2 - 6.1647844005847885 .* x_delayed_3 + ...
      2.8284271247461903 .* x_delayed_4 - 1.8352155994152124 .* x_delayed_5 + ...
      1.4142135623730951 .* x_delayed_6 - 1.226251859505506 .* x_delayed_7 + ...
      0.585786437626905 .* x_delayed_8) ./ prey_to_predator_delay;
  dydt(5,:) = (1.6199144044217753 .* prey_x - 3.6955181300451474 .* x_delayed_1 + ...
      6.1647844005847885 .* x_delayed_2 - 0.44834152916796566 .* x_delayed_3 - ...
      5.226251859505506 .* x_delayed_4 + 2.613125929752753 .* x_delayed_5 - ...
      1.835215599415212 .* x_delayed_6 + 1.5307337294603591 .* x_delayed_7 - ...
      0.7232313460858447 .* x_delayed_8) ./ prey_to_predator_delay;
  dydt(6,:) = (-1.0000000000000002 .* prey_x + 2.164784400584788 .* x_delayed_1 - ...
      2.8284271247461903 .* x_delayed_2 + 5.226251859505506 .* x_delayed_3 - ...
      5.226251859505506 .* x_delayed_5 + 2.82842712474619 .* x_delayed_6 - ...
      2.1647844005847876 .* x_delayed_7 + x_delayed_8) ./ prey_to_predator_delay;
  dydt(7,:) = (0.7232313460858448 .* prey_x - 1.5307337294603593 .* x_delayed_1 + ...
      1.8352155994152124 .* x_delayed_2 - 2.613125929752753 .* x_delayed_3 + ...
      5.226251859505506 .* x_delayed_4 + 0.44834152916796355 .* x_delayed_5 - ...
      6.164784400584786 .* x_delayed_6 + 3.695518130045146 .* x_delayed_7 - ...
      1.6199144044217746 .* x_delayed_8) ./ prey_to_predator_delay;
  dydt(8,:) = (-0.585786437626905 .* prey_x + 1.226251859505506 .* x_delayed_1 - ...
      1.4142135623730951 .* x_delayed_2 + 1.835215599415212 .* x_delayed_3 - ...
      2.82842712474619 .* x_delayed_4 + 6.164784400584786 .* x_delayed_5 + ...
      1.4142135623730963 .* x_delayed_6 - 9.226251859505505 .* x_delayed_7 + ...
      3.4142135623730945 .* x_delayed_8) ./ prey_to_predator_delay;
  dydt(9,:) = (0.5197830649482901 .* prey_x - 1.082392200292394 .* x_delayed_1 + ...
      1.226251859505506 .* x_delayed_2 - 1.5307337294603591 .* x_delayed_3 + ...
      2.1647844005847876 .* x_delayed_4 - 3.695518130045146 .* x_delayed_5 + ...
      9.226251859505505 .* x_delayed_6 + 6.308644059797898 .* x_delayed_7 - ...
      13.137071184544087 .* x_delayed_8) ./ prey_to_predator_delay;
  dydt(10,:) = (-prey_x + 2.0791322597931603 .* x_delayed_1 - 2.34314575050762 .* ...
      x_delayed_2 + 2.892925384343379 .* x_delayed_3 - 4.0 .* x_delayed_4 + ...
      6.479657617687098 .* x_delayed_5 - 13.656854249492378 .* x_delayed_6 + ...
      52.54828473817635 .* x_delayed_7 - 42.999999999999986 .* x_delayed_8) ./ ...
      prey_to_predator_delay;
end

function tensor = jacobian(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % d dydt(i) / d y(j) at (i,j)
  predator_x = y(1);
  prey_x = y(2);
  x_delayed_8 = y(10);
  w1 = -1.226251859505506 ./ prey_to_predator_delay;
  w2 = -5.226251859505506 ./ prey_to_predator_delay;
  w3 = 5.226251859505506 ./ prey_to_predator_delay;
  w4 = 1.226251859505506 ./ prey_to_predator_delay;
  tensor = zeros(10, 10);
  tensor(1,1) = predator_alpha + prey_to_predator_weight .* x_delayed_8;
  tensor(1,10) = predator_x .* prey_to_predator_weight;
  tensor(2,1) = prey_x .* predator_to_prey_weight;
  tensor(2,2) = prey_alpha + predator_to_prey_weight .* predator_x;
  tensor(3,2) = 13.137071184544087 ./ prey_to_predator_delay;
  tensor(3,3) = -6.3086440597978966 ./ prey_to_predator_delay;
  tensor(3,4) = -9.226251859505508 ./ prey_to_predator_delay;
  tensor(3,5) = 3.6955181300451474 ./ prey_to_predator_delay;
  tensor(3,6) = -2.164784400584788 ./ prey_to_predator_delay;
  tensor(3,7) = 1.5307337294603593 ./ prey_to_predator_delay;
  tensor(3,8) = w1;
  tensor(3,9) = 1.082392200292394 ./ prey_to_predator_delay;
  tensor(3,10) = -0.5197830649482901 ./ prey_to_predator_delay;
  tensor(4,2) = -3.414213562373096 ./ prey_to_predator_delay;
  tensor(4,3) = 9.226251859505508 ./ prey_to_predator_delay;
  tensor(4,4) = -1.4142135623730958 ./ prey_to_predator_delay;
  tensor(4,5) = -6.1647844005847885 ./ prey_to_predator_delay;
  tensor(4,6) = 2.8284271247461903 ./ prey_to_predator_delay;
  tensor(4,7) = -1.8352155994152124 ./ prey_to_predator_delay;
  tensor(4,8) = 1.4142135623730951 ./ prey_to_predator_delay;
  tensor(4,9) = w1;
  tensor(4,10) = 0.585786437626905 ./ prey_to_predator_delay;
  tensor(5,2) = 1.6199144044217753 ./ prey_to_predator_delay;
  tensor(5,3) = -3.6955181300451474 ./ prey_to_predator_delay;
  tensor(5,4) = 6.1647844005847885 ./ prey_to_predator_delay;
  tensor(5,5) = -0.44834152916796566 ./ prey_to_predator_delay;
  tensor(5,6) = w2;
  tensor(5,7) = 2.613125929752753 ./ prey_to_predator_delay;
  tensor(5,8) = -1.835215599415212 ./ prey_to_predator_delay;
  tensor(5,9) = 1.5307337294603591 ./ prey_to_predator_delay;
  tensor(5,10) = -0.7232313460858447 ./ prey_to_predator_delay;
  tensor(6,2) = -1.0000000000000002 ./ prey_to_predator_delay;
  tensor(6,3) = 2.164784400584788 ./ prey_to_predator_delay;
  tensor(6,4) = -2.8284271247461903 ./ prey_to_predator_delay;
  tensor(6,5) = w3;
  tensor(6,7) = w2;
  tensor(6,8) = 2.82842712474619 ./ prey_to_predator_delay;
  tensor(6,9) = -2.1647844005847876 ./ prey_to_predator_delay;
  tensor(6,10) = 1.0 ./ prey_to_predator_delay;
  tensor(7,2) = 0.7232313460858448 ./ prey_to_predator_delay;
  tensor(7,3) = -1.5307337294603593 ./ prey_to_predator_delay;
  tensor(7,4) = 1.8352155994152124 ./ prey_to_predator_delay;
  tensor(7,5) = -2.613125929752753 ./ prey_to_predator_delay;
  tensor(7,6) = w3;
  tensor(7,7) = 0.44834152916796355 ./ prey_to_predator_delay;
  tensor(7,8) = -6.164784400584786 ./ prey_to_predator_delay;
  tensor(7,9) = 3.695518130045146 ./ prey_to_predator_delay;
  tensor(7,10) = -1.6199144044217746 ./ prey_to_predator_delay;
  tensor(8,2) = -0.585786437626905 ./ prey_to_predator_delay;
  tensor(8,3) = w4;
  tensor(8,4) = -1.4142135623730951 ./ prey_to_predator_delay;
  tensor(8,5) = 1.835215599415212 ./ prey_to_predator_delay;
  tensor(8,6) = -2.82842712474619 ./ prey_to_predator_delay;
  tensor(8,7) = 6.164784400584786 ./ prey_to_predator_delay;
  tensor(8,8) = 1.4142135623730963 ./ prey_to_predator_delay;
  tensor(8,9) = -9.226251859505505 ./ prey_to_predator_delay;
  tensor(8,10) = 3.4142135623730945 ./ prey_to_predator_delay;
  tensor(9,2) = 0.5197830649482901 ./ prey_to_predator_delay;
  tensor(9,3) = -1.082392200292394 ./ prey_to_predator_delay;
  tensor(9,4) = w4;
  tensor(9,5) = -1.5307337294603591 ./ prey_to_predator_delay;
  tensor(9,6) = 2.1647844005847876 ./ prey_to_predator_delay;
  tensor(9,7) = -3.695518130045146 ./ prey_to_predator_delay;
  tensor(9,8) = 9.226251859505505 ./ prey_to_predator_delay;
  tensor(9,9) = 6.308644059797898 ./ prey_to_predator_delay;
  tensor(9,10) = -13.137071184544087 ./ prey_to_predator_delay;
  tensor(10,2) = -1.0 ./ prey_to_predator_delay;
  tensor(10,3) = 2.0791322597931603 ./ prey_to_predator_delay;
  tensor(10,4) = -2.34314575050762 ./ prey_to_predator_delay;
  tensor(10,5) = 2.892925384343379 ./ prey_to_predator_delay;
  tensor(10,6) = -4.0 ./ prey_to_predator_delay;
  tensor(10,7) = 6.479657617687098 ./ prey_to_predator_delay;
  tensor(10,8) = -13.656854249492378 ./ prey_to_predator_delay;
  tensor(10,9) = 52.54828473817635 ./ prey_to_predator_delay;
  tensor(10,10) = -42.999999999999986 ./ prey_to_predator_delay;
end

function tensor = jacobianp(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % d dydt(i) / d p(j) at (i,j)
  predator_x = y(1);
  prey_x = y(2);
  x_delayed_1 = y(3);
  x_delayed_2 = y(4);
  x_delayed_3 = y(5);
  x_delayed_4 = y(6);
  x_delayed_5 = y(7);
  x_delayed_6 = y(8);
  x_delayed_7 = y(9);
  x_delayed_8 = y(10);
  w1 = 5.226251859505506 .* x_delayed_4;
  tensor = zeros(10, 5);
  tensor(1,1) = predator_x;
  tensor(1,4) = predator_x .* x_delayed_8;
  tensor(2,2) = prey_x;
  tensor(2,3) = prey_x .* predator_x;
  tensor(3,5) = -(13.137071184544087 .* prey_x - 6.3086440597978966 .* x_delayed_1 - ...
      9.226251859505508 .* x_delayed_2 + 3.6955181300451474 .* x_delayed_3 - ...
      2.164784400584788 .* x_delayed_4 + 1.5307337294603593 .* x_delayed_5 - ...
      1.226251859505506 .* x_delayed_6 + 1.082392200292394 .* x_delayed_7 - ...
      0.5197830649482901 .* x_delayed_8) ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(4,5) = -(-3.414213562373096 .* prey_x + 9.226251859505508 .* x_delayed_1 - ...
      1.4142135623730958 .* x_delayed_2 - 6.1647844005847885 .* x_delayed_3 + ...
      2.8284271247461903 .* x_delayed_4 - 1.8352155994152124 .* x_delayed_5 + ...
      1.4142135623730951 .* x_delayed_6 - 1.226251859505506 .* x_delayed_7 + ...
      0.585786437626905 .* x_delayed_8) ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(5,5) = -(1.6199144044217753 .* prey_x - 3.6955181300451474 .* x_delayed_1 + ...
      6.1647844005847885 .* x_delayed_2 - 0.44834152916796566 .* x_delayed_3 - w1 + ...
      2.613125929752753 .* x_delayed_5 - 1.835215599415212 .* x_delayed_6 + ...
      1.5307337294603591 .* x_delayed_7 - 0.7232313460858447 .* x_delayed_8) ./ ...
      prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(6,5) = -(-1.0000000000000002 .* prey_x + 2.164784400584788 .* x_delayed_1 - ...
      2.8284271247461903 .* x_delayed_2 + 5.226251859505506 .* x_delayed_3 - ...
      5.226251859505506 .* x_delayed_5 + 2.82842712474619 .* x_delayed_6 - ...
      2.1647844005847876 .* x_delayed_7 + x_delayed_8) ./ prey_to_predator_delay ./ ...
      prey_to_predator_delay;
  tensor(7,5) = -(0.7232313460858448 .* prey_x - 1.5307337294603593 .* x_delayed_1 + ...
      1.8352155994152124 .* x_delayed_2 - 2.613125929752753 .* x_delayed_3 + w1 + ...
      0.44834152916796355 .* x_delayed_5 - 6.164784400584786 .* x_delayed_6 + ...
      3.695518130045146 .* x_delayed_7 - 1.6199144044217746 .* x_delayed_8) ./ ...
      prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(8,5) = -(-0.585786437626905 .* prey_x + 1.226251859505506 .* x_delayed_1 - ...
      1.4142135623730951 .* x_delayed_2 + 1.835215599415212 .* x_delayed_3 - ...
      2.82842712474619 .* x_delayed_4 + 6.164784400584786 .* x_delayed_5 + ...
      1.4142135623730963 .* x_delayed_6 - 9.226251859505505 .* x_delayed_7 + ...
      3.4142135623730945 .* x_delayed_8) ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(9,5) = -(0.5197830649482901 .* prey_x - 1.082392200292394 .* x_delayed_1 + ...
      1.226251859505506 .* x_delayed_2 - 1.5307337294603591 .* x_delayed_3 + ...
      2.1647844005847876 .* x_delayed_4 - 3.695518130045146 .* x_delayed_5 + ...
      9.226251859505505 .* x_delayed_6 + 6.308644059797898 .* x_delayed_7 - ...
      13.137071184544087 .* x_delayed_8) ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(10,5) = -(-prey_x + 2.0791322597931603 .* x_delayed_1 - 2.34314575050762 .* ...
      x_delayed_2 + 2.892925384343379 .* x_delayed_3 - 4.0 .* x_delayed_4 + ...
      6.479657617687098 .* x_delayed_5 - 13.656854249492378 .* x_delayed_6 + ...
      52.54828473817635 .* x_delayed_7 - 42.999999999999986 .* x_delayed_8) ./ ...
      prey_to_predator_delay ./ prey_to_predator_delay;
end

function tensor = hessiansp(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % d^2 dydt(i) / d y(j) d p(k) at (i,j,k)
  predator_x = y(1);
  prey_x = y(2);
  x_delayed_8 = y(10);
  w1 = -(-1.226251859505506 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  w2 = -(-5.226251859505506 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  w3 = -5.226251859505506 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  w4 = -1.226251859505506 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor = zeros(10, 10, 5);
  tensor(1,1,1) = 1.0;
  tensor(1,1,4) = x_delayed_8;
  tensor(1,10,4) = predator_x;
  tensor(2,1,3) = prey_x;
  tensor(2,2,2) = 1.0;
  tensor(2,2,3) = predator_x;
  tensor(3,2,5) = -13.137071184544087 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(3,3,5) = -(-6.3086440597978966 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(3,4,5) = -(-9.226251859505508 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(3,5,5) = -3.6955181300451474 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(3,6,5) = -(-2.164784400584788 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(3,7,5) = -1.5307337294603593 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(3,8,5) = w1;
  tensor(3,9,5) = -1.082392200292394 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(3,10,5) = -(-0.5197830649482901 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(4,2,5) = -(-3.414213562373096 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(4,3,5) = -9.226251859505508 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(4,4,5) = -(-1.4142135623730958 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(4,5,5) = -(-6.1647844005847885 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(4,6,5) = -2.8284271247461903 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(4,7,5) = -(-1.8352155994152124 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(4,8,5) = -1.4142135623730951 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(4,9,5) = w1;
  tensor(4,10,5) = -0.585786437626905 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(5,2,5) = -1.6199144044217753 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(5,3,5) = -(-3.6955181300451474 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(5,4,5) = -6.1647844005847885 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(5,5,5) = -(-0.44834152916796566 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(5,6,5) = w2;
  tensor(5,7,5) = -2.613125929752753 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(5,8,5) = -(-1.835215599415212 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(5,9,5) = -1.5307337294603591 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(5,10,5) = -(-0.7232313460858447 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(6,2,5) = -(-1.0000000000000002 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(6,3,5) = -2.164784400584788 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(6,4,5) = -(-2.8284271247461903 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(6,5,5) = w3;
  tensor(6,7,5) = w2;
  tensor(6,8,5) = -2.82842712474619 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(6,9,5) = -(-2.1647844005847876 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(6,10,5) = -1.0 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(7,2,5) = -0.7232313460858448 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(7,3,5) = -(-1.5307337294603593 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(7,4,5) = -1.8352155994152124 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(7,5,5) = -(-2.613125929752753 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(7,6,5) = w3;
  tensor(7,7,5) = -0.44834152916796355 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(7,8,5) = -(-6.164784400584786 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(7,9,5) = -3.695518130045146 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(7,10,5) = -(-1.6199144044217746 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(8,2,5) = -(-0.585786437626905 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(8,3,5) = w4;
  tensor(8,4,5) = -(-1.4142135623730951 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(8,5,5) = -1.835215599415212 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(8,6,5) = -(-2.82842712474619 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(8,7,5) = -6.164784400584786 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(8,8,5) = -1.4142135623730963 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(8,9,5) = -(-9.226251859505505 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(8,10,5) = -3.4142135623730945 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(9,2,5) = -0.5197830649482901 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(9,3,5) = -(-1.082392200292394 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(9,4,5) = w4;
  tensor(9,5,5) = -(-1.5307337294603591 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(9,6,5) = -2.1647844005847876 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(9,7,5) = -(-3.695518130045146 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(9,8,5) = -9.226251859505505 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(9,9,5) = -6.308644059797898 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(9,10,5) = -(-13.137071184544087 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(10,2,5) = -(-1.0 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(10,3,5) = -2.0791322597931603 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(10,4,5) = -(-2.34314575050762 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(10,5,5) = -2.892925384343379 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(10,6,5) = -(-4.0 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(10,7,5) = -6.479657617687098 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(10,8,5) = -(-13.656854249492378 ./ prey_to_predator_delay ./ prey_to_predator_delay);
  tensor(10,9,5) = -52.54828473817635 ./ prey_to_predator_delay ./ prey_to_predator_delay;
  tensor(10,10,5) = -(-42.999999999999986 ./ prey_to_predator_delay ./ prey_to_predator_delay);
end

function tensor = hessians(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % Derivatives of order 2 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(10, 10, 10);
  tensor = symmetric(tensor, 1, [1 10], prey_to_predator_weight);
  tensor = symmetric(tensor, 2, [1 2], predator_to_prey_weight);
end

function tensor = der3(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % Derivatives of order 3 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(10, 10, 10, 10);
end

function tensor = der4(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % Derivatives of order 4 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(10, 10, 10, 10, 10);
end

function tensor = der5(t, y, predator_alpha, prey_alpha, predator_to_prey_weight, ...
    prey_to_predator_weight, prey_to_predator_delay)
  % Derivatives of order 5 of dydt(i) by y(j), y(k), ... at (i,j,k,...)
  tensor = zeros(10, 10, 10, 10, 10, 10);
end

function tensor = symmetric(tensor, row, columns, value)
  % Sets the entries of a row with these columns, in whatever order.
  orders = unique(perms(columns), 'rows');
  for k = 1:size(orders, 1)
    place = num2cell([row, orders(k,:)]);
    tensor(place{:}) = value;
  end
end
