% SYM_PREDATOR_PREY_BIFTOOL  Directional derivatives of PredatorPrey for DDE-BIFTOOL.
%
% Exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5; see predator_prey_biftool.m.
%
%   order_k(args) is the derivative d^k/dh^k of sys_rhs(xx + h*dxx, par + h*dpar) at h = 0, a cell
%   with one value for each state; args = [num2cell(xx(:))', num2cell(par), the same for dxx, dpar].

function varargout = sym_predator_prey_biftool(action, varargin)
  switch action
    case 'ntau'
      varargout = {1};
    case 'tp_del'
      varargout = {0};
    case 'maxorder'
      varargout = {5};
    case 'directional_derivative'
      varargout = {1};
    case 'rhs'
      orders = {@order_0, @order_1, @order_2, @order_3, @order_4, @order_5};
      order = varargin{2};
      varargout = orders{order + 1}(varargin(4:end));
    otherwise
      error('sym_predator_prey_biftool has no action %s', action);
  end
end

function out = order_0(args)
  predator_x = args{1};
  prey_x = args{2};
  predator_alpha = args{5};
  prey_alpha = args{6};
  predator_to_prey_weight = args{7};
  prey_to_predator_weight = args{8};
  prey_x_delayed = args{4};
  out = cell(1, 2);
  out{1} = predator_x .* (predator_alpha + prey_to_predator_weight .* prey_x_delayed);
  out{2} = prey_x .* (prey_alpha + predator_to_prey_weight .* predator_x);
end

function out = order_1(args)
  predator_x = args{1};
  prey_x = args{2};
  predator_alpha = args{5};
  prey_alpha = args{6};
  predator_to_prey_weight = args{7};
  prey_to_predator_weight = args{8};
  prey_x_delayed = args{4};
  d_predator_x = args{10};
  d_prey_x = args{11};
  d_predator_alpha = args{14};
  d_prey_alpha = args{15};
  d_predator_to_prey_weight = args{16};
  d_prey_to_predator_weight = args{17};
  d_prey_x_delayed = args{13};
  out = cell(1, 2);
  out{1} = predator_x .* (d_predator_alpha + prey_to_predator_weight .* d_prey_x_delayed + ...
      d_prey_to_predator_weight .* prey_x_delayed) + d_predator_x .* ...
      (predator_alpha + prey_to_predator_weight .* prey_x_delayed);
  out{2} = prey_x .* (d_prey_alpha + predator_to_prey_weight .* d_predator_x + ...
      d_predator_to_prey_weight .* predator_x) + d_prey_x .* ...
      (prey_alpha + predator_to_prey_weight .* predator_x);
end

function out = order_2(args)
  predator_x = args{1};
  prey_x = args{2};
  predator_to_prey_weight = args{7};
  prey_to_predator_weight = args{8};
  prey_x_delayed = args{4};
  d_predator_x = args{10};
  d_prey_x = args{11};
  d_predator_alpha = args{14};
  d_prey_alpha = args{15};
  d_predator_to_prey_weight = args{16};
  d_prey_to_predator_weight = args{17};
  d_prey_x_delayed = args{13};
  out = cell(1, 2);
  out{1} = 2.0 .* predator_x .* d_prey_to_predator_weight .* d_prey_x_delayed + 2.0 .* ...
      d_predator_x .* (d_predator_alpha + prey_to_predator_weight .* d_prey_x_delayed + ...
      d_prey_to_predator_weight .* prey_x_delayed);
  out{2} = 2.0 .* prey_x .* d_predator_to_prey_weight .* d_predator_x + 2.0 .* d_prey_x .* ...
      (d_prey_alpha + predator_to_prey_weight .* d_predator_x + d_predator_to_prey_weight .* ...
      predator_x);
end

function out = order_3(args)
  d_predator_x = args{10};
  d_prey_x = args{11};
  d_predator_to_prey_weight = args{16};
  d_prey_to_predator_weight = args{17};
  d_prey_x_delayed = args{13};
  out = cell(1, 2);
  out{1} = 6.0 .* d_predator_x .* d_prey_to_predator_weight .* d_prey_x_delayed;
  out{2} = 6.0 .* d_prey_x .* d_predator_to_prey_weight .* d_predator_x;
end

function out = order_4(args)
  out = cell(1, 2);
  out{1} = 0.0;
  out{2} = 0.0;
end

function out = order_5(args)
  out = cell(1, 2);
  out{1} = 0.0;
  out{2} = 0.0;
end
