% PREDATOR_PREY_BIFTOOL_RUN  Bifurcations over prey_to_predator_delay by DDE-BIFTOOL, with normal forms.
%
% DDE-BIFTOOL must be on the path: its folders ddebiftool, ddebiftool_utilities, ddebiftool_extra_psol
% and ddebiftool_extra_nmfm.

funcs = predator_prey_biftool('symfuncs');
ind = predator_prey_biftool('ind');

% Equilibria, from the initial state in both directions of prey_to_predator_delay.
limits = {'min_bound', [ind.prey_to_predator_delay, 0.0], 'max_bound', ...
    [ind.prey_to_predator_delay, 2.5], 'max_step', [ind.prey_to_predator_delay, 0.025]};
[branch, found] = SetupStst(funcs, 'x', predator_prey_biftool('x0'), 'parameter', ...
    predator_prey_biftool('par'), 'contpar', ind.prey_to_predator_delay, 'step', 0.005, ...
    limits{:}, 'newheuristics_tests', 0);
assert(all(found), 'Newton''s method finds no equilibrium; start nearer to one');
branch.method.continuation.plot = 0;
branch = br_contn(funcs, branch, 300);
branch = br_rvers(branch);
branch = br_contn(funcs, branch, 300);
[branch, tests, places, kinds] = LocateSpecialPoints(funcs, branch);
for k = 1:numel(places)
  point = branch.point(places(k));
  fprintf('%s at prey_to_predator_delay = %.10g\n', kinds{k}, ...
      point.parameter(ind.prey_to_predator_delay));
end
hopf_places = places(strcmp(kinds, 'hopf'));

% Hopf points over prey_to_predator_delay and predator_alpha, from the first one.
if ~isempty(hopf_places)
  limits = {'min_bound', [ind.prey_to_predator_delay, 0.0; ind.predator_alpha, -2.0], ...
      'max_bound', [ind.prey_to_predator_delay, 2.5; ind.predator_alpha, 0.0], 'max_step', ...
      [ind.prey_to_predator_delay, 0.025; ind.predator_alpha, 0.02]};
  hopf = SetupHopf(funcs, branch, hopf_places(1), 'contpar', ...
      [ind.prey_to_predator_delay, ind.predator_alpha], 'dir', ind.prey_to_predator_delay, ...
      'step', 0.005, limits{:});
  hopf.method.continuation.plot = 0;
  hopf = br_contn(funcs, hopf, 50);
  hopf = br_rvers(hopf);
  hopf = br_contn(funcs, hopf, 50);
  fprintf('curve of %d Hopf points\n', numel(hopf.point));
end

% Cycles over prey_to_predator_delay, from the first Hopf point.
if ~isempty(hopf_places)
  limits = {'min_bound', [ind.prey_to_predator_delay, 0.0], 'max_bound', ...
      [ind.prey_to_predator_delay, 2.5], 'max_step', [ind.prey_to_predator_delay, 0.025]};
  cycles = SetupPsol(funcs, branch, hopf_places(1), 'contpar', ind.prey_to_predator_delay, ...
      'intervals', 20, 'degree', 4, limits{:});
  cycles.method.continuation.plot = 0;
  cycles = br_contn(funcs, cycles, 20);
  point = cycles.point(end);
  fprintf('%d cycles, the last one at prey_to_predator_delay = %.6g with period %.6g\n', ...
      numel(cycles.point), point.parameter(ind.prey_to_predator_delay), point.period);
end
