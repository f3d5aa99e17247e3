% SYM_VAN_DER_POL_BIFTOOL  Directional derivatives of VanDerPol for DDE-BIFTOOL.
%
% Exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f; see van_der_pol_biftool.m.
%
%   order_k(args) is the derivative d^k/dh^k of sys_rhs(xx + h*dxx, par + h*dpar) at h = 0, a cell
%   with one value for each state; args = [num2cell(xx(:))', num2cell(par), the same for dxx, dpar].

function varargout = sym_van_der_pol_biftool(action, varargin)
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
      error('sym_van_der_pol_biftool has no action %s', action);
  end
end

function out = order_0(args)
  x = args{1};
  z = args{2};
  mu = args{3};
  out = cell(1, 2);
  out{1} = z;
  out{2} = mu .* z .* (1.0 - x.^2) - x;
end

function out = order_1(args)
  x = args{1};
  z = args{2};
  mu = args{3};
  d_x = args{4};
  d_z = args{5};
  d_mu = args{6};
  out = cell(1, 2);
  out{1} = d_z;
  out{2} = -2.0 .* mu .* z .* d_x .* x + (mu .* d_z + d_mu .* z) .* (1.0 - x.^2) - d_x;
end

function out = order_2(args)
  x = args{1};
  z = args{2};
  mu = args{3};
  d_x = args{4};
  d_z = args{5};
  d_mu = args{6};
  out = cell(1, 2);
  out{1} = 0.0;
  out{2} = -2.0 .* mu .* z .* d_x .* d_x - 4.0 .* (mu .* d_z + d_mu .* z) .* d_x .* x + ...
      2.0 .* d_mu .* d_z .* (1.0 - x.^2);
end

function out = order_3(args)
  x = args{1};
  z = args{2};
  mu = args{3};
  d_x = args{4};
  d_z = args{5};
  d_mu = args{6};
  out = cell(1, 2);
  out{1} = 0.0;
  out{2} = -6.0 .* (mu .* d_z + d_mu .* z) .* d_x .* d_x - 12.0 .* d_mu .* d_z .* d_x .* x;
end

function out = order_4(args)
  d_x = args{4};
  d_z = args{5};
  d_mu = args{6};
  out = cell(1, 2);
  out{1} = 0.0;
  out{2} = -24.0 .* d_mu .* d_z .* d_x .* d_x;
end

function out = order_5(args)
  out = cell(1, 2);
  out{1} = 0.0;
  out{2} = 0.0;
end
