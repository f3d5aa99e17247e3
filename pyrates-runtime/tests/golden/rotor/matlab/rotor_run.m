% ROTOR_RUN  Simulates and plots rotor.
p = rotor('p0');
options = odeset('RelTol', 1e-6, 'AbsTol', 1e-9);
[t, y] = ode45(@(t, y) rotor(t, y, p), [0 100.0], rotor('y0'), options);
plot(t, real(y));
xlabel('t');
legend(rotor('states'), 'Interpreter', 'none');
