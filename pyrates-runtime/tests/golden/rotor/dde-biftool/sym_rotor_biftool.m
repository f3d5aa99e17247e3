% SYM_ROTOR_BIFTOOL  Directional derivatives of Rotor for DDE-BIFTOOL.
%
% Exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675; see rotor_biftool.m.
%
%   order_k(args) is the derivative d^k/dh^k of sys_rhs(xx + h*dxx, par + h*dpar) at h = 0, a cell
%   with one value for each state; args = [num2cell(xx(:))', num2cell(par), the same for dxx, dpar].

function varargout = sym_rotor_biftool(action, varargin)
  switch action
    case 'ntau'
      varargout = {0};
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
      error('sym_rotor_biftool has no action %s', action);
  end
end

function out = order_0(args)
  re = args{1};
  im = args{2};
  mu = args{3};
  omega = args{4};
  part1 = re.^2 - im.^2;
  part2 = 2.0 .* re .* im;
  out = cell(1, 2);
  out{1} = mu .* re - omega .* im - (part1 .* re + part2 .* im);
  out{2} = mu .* im + omega .* re - (-part1 .* im + part2 .* re);
end

function out = order_1(args)
  re = args{1};
  im = args{2};
  mu = args{3};
  omega = args{4};
  d_re = args{5};
  d_im = args{6};
  d_mu = args{7};
  d_omega = args{8};
  part1 = re.^2 - im.^2;
  part2 = 2.0 .* re .* im;
  w3 = 2.0 .* d_re .* re - 2.0 .* d_im .* im;
  w4 = 2.0 .* re .* d_im + 2.0 .* d_re .* im;
  out = cell(1, 2);
  out{1} = mu .* d_re + d_mu .* re - (omega .* d_im + d_omega .* im) - ...
      (part1 .* d_re + w3 .* re + part2 .* d_im + w4 .* im);
  out{2} = mu .* d_im + d_mu .* im + omega .* d_re + d_omega .* re - ...
      (-(part1 .* d_im + w3 .* im) + part2 .* d_re + w4 .* re);
end

function out = order_2(args)
  re = args{1};
  im = args{2};
  d_re = args{5};
  d_im = args{6};
  d_mu = args{7};
  d_omega = args{8};
  w1 = 2.0 .* d_re .* re - 2.0 .* d_im .* im;
  w2 = 2.0 .* re .* d_im + 2.0 .* d_re .* im;
  w3 = 2.0 .* d_re .* d_re - 2.0 .* d_im .* d_im;
  w4 = d_re .* d_im;
  out = cell(1, 2);
  out{1} = 2.0 .* d_mu .* d_re - 2.0 .* d_omega .* d_im - ...
      (2.0 .* w1 .* d_re + w3 .* re + 2.0 .* w2 .* d_im + 4.0 .* w4 .* im);
  out{2} = 2.0 .* d_mu .* d_im + 2.0 .* d_omega .* d_re - ...
      (-(2.0 .* w1 .* d_im + w3 .* im) + 2.0 .* w2 .* d_re + 4.0 .* w4 .* re);
end

function out = order_3(args)
  d_re = args{5};
  d_im = args{6};
  w1 = 2.0 .* d_re .* d_re - 2.0 .* d_im .* d_im;
  w2 = d_re .* d_im;
  out = cell(1, 2);
  out{1} = -(3.0 .* w1 .* d_re + 12.0 .* w2 .* d_im);
  out{2} = -(-3.0 .* w1 .* d_im + 12.0 .* w2 .* d_re);
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
