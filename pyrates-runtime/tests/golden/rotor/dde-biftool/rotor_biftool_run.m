% ROTOR_BIFTOOL_RUN  Bifurcations over mu by DDE-BIFTOOL, with normal forms.
%
% DDE-BIFTOOL must be on the path: its folders ddebiftool, ddebiftool_utilities, ddebiftool_extra_psol
% and ddebiftool_extra_nmfm.

funcs = rotor_biftool('symfuncs');
ind = rotor_biftool('ind');

% Equilibria, from the initial state in both directions of mu.
limits = {'min_bound', [ind.mu, -0.7], 'max_bound', [ind.mu, 1.3], 'max_step', [ind.mu, 0.02]};
[branch, found] = SetupStst(funcs, 'x', rotor_biftool('x0'), 'parameter', ...
    rotor_biftool('par'), 'contpar', ind.mu, 'step', 0.004, limits{:}, 'newheuristics_tests', 0);
assert(all(found), 'Newton''s method finds no equilibrium; start nearer to one');
branch.method.continuation.plot = 0;
branch = br_contn(funcs, branch, 300);
branch = br_rvers(branch);
branch = br_contn(funcs, branch, 300);
[branch, tests, places, kinds] = LocateSpecialPoints(funcs, branch);
for k = 1:numel(places)
  point = branch.point(places(k));
  fprintf('%s at mu = %.10g\n', kinds{k}, point.parameter(ind.mu));
end
hopf_places = places(strcmp(kinds, 'hopf'));

% Hopf points over mu and omega, from the first one.
if ~isempty(hopf_places)
  limits = {'min_bound', [ind.mu, -0.7; ind.omega, 0.0], 'max_bound', ...
      [ind.mu, 1.3; ind.omega, 4.0], 'max_step', [ind.mu, 0.02; ind.omega, 0.04]};
  hopf = SetupHopf(funcs, branch, hopf_places(1), 'contpar', [ind.mu, ind.omega], 'dir', ...
      ind.mu, 'step', 0.004, limits{:});
  hopf.method.continuation.plot = 0;
  hopf = br_contn(funcs, hopf, 50);
  hopf = br_rvers(hopf);
  hopf = br_contn(funcs, hopf, 50);
  fprintf('curve of %d Hopf points\n', numel(hopf.point));
end

% Cycles over mu, from the first Hopf point.
if ~isempty(hopf_places)
  limits = {'min_bound', [ind.mu, -0.7], 'max_bound', [ind.mu, 1.3], 'max_step', [ind.mu, 0.02]};
  cycles = SetupPsol(funcs, branch, hopf_places(1), 'contpar', ind.mu, 'intervals', 20, ...
      'degree', 4, limits{:});
  cycles.method.continuation.plot = 0;
  cycles = br_contn(funcs, cycles, 20);
  point = cycles.point(end);
  fprintf('%d cycles, the last one at mu = %.6g with period %.6g\n', numel(cycles.point), ...
      point.parameter(ind.mu), point.period);
end
