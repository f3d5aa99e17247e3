# PredatorPrey: equilibria in 'predato_alpha', upwards; a negative DS goes downwards
# predato_alpha is predator/lv/alpha
# predat_weight is edges/predator_to_prey/weight
# prey_t_weight is edges/prey_to_predator/weight
# pr_to_pre_del is edges/prey_to_predator/delay
e='predator_prey', s='ivp', sv='eq'
IPS=1, IRS='UZ1', ILP=1, ISP=2, ISW=1, ICP=['predato_alpha']
NTST=100, NCOL=4, IAD=3, NMX=8000, NPR=8000, IID=2
DS=0.0001, DSMIN=1e-9, DSMAX=0.002, IADS=1
EPSL=1e-7, EPSU=1e-7, EPSS=1e-5, ITMX=40, ITNW=20, NWTN=10
NDIM=10, NPAR=36, JAC=1
parnames={1: 'predato_alpha', 2: 'prey_alpha', 3: 'predat_weight', 4: 'prey_t_weight',
  5: 'pr_to_pre_del'}
unames={1: 'predator_x', 2: 'prey_x'}
