# Rotor: equilibria in 'mu', upwards; a negative DS goes downwards
e='rotor', s='ivp', sv='eq'
IPS=1, IRS='UZ1', ILP=1, ISP=2, ISW=1, ICP=['mu']
NTST=100, NCOL=4, IAD=3, NMX=8000, NPR=8000, IID=2
DS=0.0001, DSMIN=1e-9, DSMAX=0.002, IADS=1
EPSL=1e-7, EPSU=1e-7, EPSS=1e-5, ITMX=40, ITNW=20, NWTN=10
NDIM=2, NPAR=36, JAC=1
parnames={1: 'mu', 2: 'omega'}
unames={1: 're', 2: 'im'}
