function sol = dde23(ddefun, lags, history, tspan, options)
% A stand-in for MATLAB's dde23, for tests in Octave, which has none.
%   Classical Runge-Kutta steps on a grid that divides all lags. Between grid points the past is a cubic
%   Hermite interpolant; before tspan(1) it is the history function. Tolerances are ignored: with 100 steps
%   for the shortest lag the error is far below those of the tests.
  lags = lags(:)';
  m = numel(lags);
  h = step(lags, tspan(2) - tspan(1));
  back = round(lags/h);
  n = round((tspan(2) - tspan(1))/h);
  y = history(tspan(1));
  Y = zeros(numel(y), n + 1);
  D = Y;
  Y(:,1) = y;
  for k = 1:n
    t = tspan(1) + (k - 1)*h;
    Z0 = zeros(numel(y), m);
    Zh = Z0;
    Z1 = Z0;
    for j = 1:m
      q = k - back(j);
      Z0(:,j) = grid_value(q, t - lags(j));
      Z1(:,j) = grid_value(q + 1, t + h - lags(j));
      if q >= 1
        Zh(:,j) = 0.5*(Y(:,q) + Y(:,q+1)) + h/8*(D(:,q) - D(:,q+1));
      else
        Zh(:,j) = history(t + h/2 - lags(j));
      end
    end
    k1 = ddefun(t, Y(:,k), Z0);
    k2 = ddefun(t + h/2, Y(:,k) + h/2*k1, Zh);
    k3 = ddefun(t + h/2, Y(:,k) + h/2*k2, Zh);
    k4 = ddefun(t + h, Y(:,k) + h*k3, Z1);
    D(:,k) = k1;
    Y(:,k+1) = Y(:,k) + h/6*(k1 + 2*k2 + 2*k3 + k4);
    D(:,k+1) = ddefun(t + h, Y(:,k+1), Z1);
  end
  sol = struct('x', tspan(1) + (0:n)*h, 'y', Y, 'yp', D);

  function z = grid_value(q, s)
    if q >= 1
      z = Y(:,q);
    else
      z = history(s);
    end
  end
end

function h = step(lags, span)
% The largest step that divides all lags and the time span, with at least 100 steps for the shortest lag.
  for q = 100:100000
    h = min(lags)/q;
    r = [lags, span]/h;
    if all(abs(r - round(r)) < 1e-9)
      return
    end
  end
  error('no step divides all lags');
end
