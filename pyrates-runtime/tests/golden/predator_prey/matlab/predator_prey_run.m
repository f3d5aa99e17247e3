% PREDATOR_PREY_RUN  Simulates and plots predator_prey.
p = predator_prey('p0');
lags = predator_prey('lags', p);
history = @(t) predator_prey('y0');
options = ddeset('RelTol', 1e-6, 'AbsTol', 1e-9);
sol = dde23(@(t, y, Z) predator_prey(t, y, Z, p), lags, history, [0 100.0], options);
t = sol.x';
y = sol.y';
plot(t, y);
xlabel('t');
legend(predator_prey('states'), 'Interpreter', 'none');
