% VAN_DER_POL_RUN  Simulates and plots van_der_pol.
p = van_der_pol('p0');
options = odeset('RelTol', 1e-6, 'AbsTol', 1e-9);
[t, y] = ode45(@(t, y) van_der_pol(t, y, p), [0 100.0], van_der_pol('y0'), options);
plot(t, y);
xlabel('t');
legend(van_der_pol('states'), 'Interpreter', 'none');
