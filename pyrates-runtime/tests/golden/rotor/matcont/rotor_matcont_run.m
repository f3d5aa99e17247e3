% ROTOR_MATCONT_RUN  Equilibria over mu by MatCont, and their bifurcations.
%
% MatCont must be on the path, with all its folders.

handles = rotor_matcont();
p = rotor_matcont('p0');
values = num2cell(p);
rates = handles{2};
field = @(x) rates(0, x, values{:});
x = rotor_matcont('y0');
for k = 1:50
  slope = handles{3}(0, x, values{:});
  change = slope\field(x);
  x = x - change;
  if norm(change) <= 1e-10*(1 + norm(x))
    break
  end
end
assert(norm(change) <= 1e-10*(1 + norm(x)), ...
    'Newton''s method finds no equilibrium; start nearer to one');

options = contset;
options = contset(options, 'Singularities', 1);
options = contset(options, 'MaxNumPoints', 1000);
options = contset(options, 'MaxStepsize', 0.02);
for direction = [0 1]
  options = contset(options, 'Backward', direction);
  [start, tangent] = init_EP_EP(@rotor_matcont, x, p, 1);
  [points, tangents, special, tests, eigenvalues] = cont(@equilibrium, start, tangent, options);
  for k = 1:numel(special)
    fprintf('%s at mu = %.10g\n', special(k).label, points(end, special(k).index));
  end
end
