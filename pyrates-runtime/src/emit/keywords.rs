//! Words that exported code may not use as names of variables.

/// Fortran has no reserved words, but a variable hides an intrinsic function of its name, and f2py takes assignments to
/// `type` and `common` for other statements. Lower case.
pub(super) const FORTRAN: &str = "
    sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log10 sqrt abs anint aint erf
    min max modulo atan2 merge if then else end do call return contains subroutine function module
    type common sum dot_product
";

/// Keywords of Julia, its constants, and the functions of Base that exported code calls.
pub(super) const JULIA: &str = "
    baremodule begin break catch const continue do else elseif end export false finally for function
    global if import let local macro module quote return struct true try using while in isa where
    abstract mutable primitive type missing nothing ccall eval include new pi π ℯ im sin cos tan asin
    acos atan sinh cosh tanh asinh acosh atanh exp log log10 sqrt abs sign floor ceil round min max
    mod zero one zeros fill! similar eltype promote_type map typeof Tuple evalpoly copysign isnan
    Symbol NamedTuple AbstractVector Inf NaN
";

/// Keywords of MATLAB and Octave, constants, and the functions that exported code calls.
pub(super) const MATLAB: &str = "
    arguments break case catch classdef continue else elseif end for function global if otherwise parfor
    persistent return spmd switch try while do until unwind_protect unwind_protect_cleanup
    end_try_catch end_unwind_protect endfor endfunction endif endparfor endswitch endwhile endclassdef
    endenumeration endevents endmethods endproperties enumeration events methods properties i j e pi
    Inf NaN eps ans nargin nargout varargin varargout sin cos tan asin acos atan sinh cosh tanh asinh
    acosh atanh exp log log10 sqrt abs sign floor ceil round erf min max mod atan2 zeros ones size
    ischar isempty fix numel error true false
";

/// Keywords of Python, and the names that exported code uses.
pub(super) const PYTHON: &str = "
    False None True and as assert async await break class continue def del elif else except finally
    for from global if import in is lambda nonlocal not or pass raise return try while with yield np
    self math print float int len min max range sorted list dict
";

/// The names of a file for PyTorch, and of what `torch.nn.Module` has, since parameters are its attributes.
pub(super) const TORCH: &str = "
    torch nn t y Z p y0 STATES Y0 P0 DELAYS SHAPES Path numbers STEPS euler rk4 vector_field lags join_lags cubic Past known
    full fill link_sum heaviside minimum maximum atan2 rectipy_rhs rectipy_args next iter values forward simulate
    trainable dtype device training dump_patches call_super_init T_destination add_module apply bfloat16 buffers
    children compile cpu cuda double eval extra_repr float get_buffer get_extra_state get_parameter get_submodule
    half ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters
    register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_backward_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_state_dict_post_hook register_state_dict_pre_hook register_module
    register_parameter requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train type
    xpu zero_grad
";

/// The names of a file for JAX.
pub(super) const JAX: &str = "
    jax jnp np t y Z p STATES Y0 P0 DELAYS Path numbers STEPS euler rk4 vector_field lags join_lags cubic known fill link_sum
    heaviside past simulate parameters initial_state next iter
";

/// The names of a file for TensorFlow.
pub(super) const TENSORFLOW: &str = "
    tf t y Z p STATES Y0 P0 DELAYS Path numbers STEPS euler rk4 vector_field ode_fn lags join_lags cubic known fill link_sum
    pairs heaviside minimum maximum atan2 log10 past latest simulate parameters initial_state next iter
";

/// Keywords of C and C++, and the functions and macros that exported code uses.
pub(super) const C: &str = "
    auto break case char const continue default do double else enum extern float for goto if inline int long
    register restrict return short signed sizeof static struct switch typedef union unsigned void volatile
    while _Bool _Complex _Imaginary alignas alignof and and_eq asm bitand bitor bool catch class compl concept
    constexpr const_cast decltype delete dynamic_cast explicit export false friend mutable namespace new noexcept
    not not_eq nullptr operator or or_eq private protected public reinterpret_cast requires static_assert
    static_cast template this thread_local throw true try typeid typename using virtual wchar_t xor xor_eq
    sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log10 sqrt fabs floor ceil rint erf fmin
    fmax fmod atan2 pow NAN INFINITY
";

/// The words of XPPAUT. Lower case.
pub(super) const XPPAUT: &str = "
    sin cos tan asin acos atan sinh cosh tanh exp ln log log10 sqrt abs sign heav flr mod max min atan2 erf erfc
    besselj bessely besseli delay del_shft shift ishift hom_bcs poisson ran normal lgamma not if then else sum of t
    pi set end nxxqq arg1 arg2 arg3 arg4 arg5 arg6 arg7 arg8 arg9 arg10 arg11 arg12 arg13 arg14 arg15 arg16 arg17
    arg18 arg19 arg20 par param init aux number global wiener markov table done
";

/// Keywords of R, its constants, and the functions that exported code calls.
pub(super) const R: &str = "
    if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_complex_
    NA_character_ in T F pi c list rep rep_len max length ifelse sum matrix crossprod as numeric rowsum rownames
    mapply scan seq source library ode dede deSolve lagvalue sin cos tan asin acos atan sinh cosh tanh asinh acosh
    atanh exp log log10 sqrt abs sign floor ceiling round pmin pmax atan2 pgamma Re Im Conj Arg return
";

/// The names of a file for JiTCODE, JiTCDDE or JiTCSDE.
pub(super) const JITCODE: &str = "
    jitcode jitcdde jitcsde sys y t f g i p row lag past keep helpers STATES Y0 P0 DELAYS Path numbers symbolic parameters
    lags equations integrator link_sum log10 round_even heaviside sigmoid modulo Abs Add And Max Min Not Or Piecewise
    Symbol acos acosh asin asinh atan atan2 atanh ceiling conjugate cos cosh erf exp floor log sign sin sinh sqrt
    sympify tan tanh zip enumerate isinstance hasattr set sum ValueError
";

/// Words of formulas as tools for SBML write and read them, and of Antimony, in which many people read models.
pub(super) const SBML: &str = "
    t time avogadro pi exponentiale true false infinity notanumber delay rateOf rate piecewise abs and arccos arccosh arccot
    arccoth arccsc arccsch arcsec arcsech arcsin arcsinh arctan arctanh acos acosh asin asinh atan atanh ceil ceiling
    cos cosh cot coth csc csch divide eq exp factorial floor geq gt implies inf leq ln log log10 lt max min minus nan
    neq not or plus pow power quotient rem root sec sech sin sinh sqrt sqr tan tanh times xor after assert at comp
    compartment const constant delete DNA end event ext formula from function gene has import in is model module
    operator priority reaction species unit var
";

/// The names of a file for The Virtual Brain, and of what its class `Model` has, since parameters are attributes.
pub(super) const TVB: &str = "
    t dy coupling local_coupling state_variables numpy state observe Final List NArray Model erf ERF_SERIES ERF_SCALED
    heaviside sigmoid configure create_time cvar declarative_attrs declarative_methods declarative_props dfun duplicate
    from_config gid global_parameter_names has_nonint_vars initial initial_for_simulator log nintvar nnonintvar
    non_integrated_variables number_of_modes nvar own_declarative_attrs own_declarative_methods own_declarative_props
    parameter_names spatial_param_reshape spatial_parameter_matrix spatial_parameter_names state_variable_boundaries
    state_variable_dfuns state_variable_mask state_variable_range stationary_trajectory stvar summary_info set_title tag tags title to_dict
    to_config update_derived_parameters update_state_variables_after_integration
    update_state_variables_before_integration validate variables_of_interest
";

/// Names that code made of CellML has for itself.
pub(super) const CELLML: &str = "t voi states rates constants variables";

/// Functions of LEMS and names that mean something in a component, of jLEMS, or are attributes of PyLEMS's objects.
pub(super) const LEMS: &str = "
    t dt SEC sin cos tan sinh cosh tanh exp sqrt ceil sum product ln log random factorial abs H id name type extends
    metaid notes property annotation description array attachments children component copy current_regime debug
    derived_variables event_in_counters event_in_ports event_out_callbacks event_out_ports groups instance_variables
    last_regime methods new_regime parent plastic recorded_variables regimes state_stack time_completed time_step time_total
    uchildren uid self this acos asin atan e floor pi
";

/// Words of NESTML, its functions and those of files, words of Python and names of SymPy, which read equations, and what NEST's
/// nodes have for themselves.
pub(super) const NESTML: &str = "
    model state equations parameters internals input output update inline kernel function if elif else while for in step
    return and or not true True false False inf real integer string boolean void onReceive onCondition spike continuous
    recordable homogeneous excitatory inhibitory t e pi resolution timestep steps emit_spike print println exp ln log10 cos
    sin tan cosh sinh tanh erf erfc info warning random_normal random_poisson random_uniform expm1 clip pow max min abs ceil
    floor round delta integrate_odes convolve t_unit arctan arcsin arccos arctan2 arsinh arcosh artanh square_root sign_of
    round_even heaviside sigmoid modulo None as assert async await break class continue def del except finally from global
    import is lambda nonlocal pass raise try with yield beta gamma zeta eta S N I E O Q C node ode_state calibrate handle connect_sender
    check_connection get_status set_status init archiver_length beta_Ca Ca element_type frozen global_id local
    node_uses_wfr post_trace recordables supports_precise_spikes synaptic_elements t_spike tau_Ca tau_minus
    tau_minus_triplet thread thread_local_id vp
";

/// What equations of Brian2 know, and names of a file.
pub(super) const BRIAN2: &str = "
    t dt i j N xi t_in_timesteps lastspike not_refractory pi e inf cos sin tan cosh sinh tanh exp log log10 expm1 exprel
    log1p sqrt ceil floor arccos arcsin arctan abs sign rand randn poisson clip int timestep bool choose asinh acosh atanh
    atan2 erf round_even heaviside sigmoid minimum maximum modulo spike name
";

/// The units of Brian2: prefixes, units that take them, and others.
pub(super) const BRIAN2_UNITS: [&str; 3] = [
    "E G M P T Y Z a c d da f h k m n p u y z",
    "
    amp ampere becquerel candle coulomb farad gram gramme gray henry hertz joule katal liter litre lumen lux meter metre mol
    molar mole newton ohm pascal radian second siemens sievert steradian tesla volt watt weber
    ",
    "
    Hz MHz cm kHz kelvin kilogram kilogramme mA mM mV mm ms nA nF nM nS pA pF uA uF uM uS um us
    ",
];

/// Keywords of Stan, macros of C++, and the functions that programs call.
pub(super) const STAN: &str = "
    for in while repeat until if then else true false target int real complex vector simplex unit_vector sum_to_zero_vector
    sum_to_zero_matrix ordered positive_ordered row_vector matrix cholesky_factor_corr cholesky_factor_cov
    column_stochastic_matrix row_stochastic_matrix corr_matrix cov_matrix complex_vector complex_row_vector complex_matrix
    functions model data parameters quantities transformed generated lower upper offset multiplier jacobian print reject
    fatal_error profile return break continue void tuple array export auto struct typedef var fvar lp__ params_r__ static
    STAN_MAJOR STAN_MINOR STAN_PATCH STAN_MATH_MAJOR STAN_MATH_MINOR STAN_MATH_PATCH NULL EOF INFINITY NAN NDEBUG errno stdin
    stdout stderr assert M_PI M_E
    sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log10 sqrt abs floor ceil erf inv_logit fmin fmax fmod
    atan2 get_real get_imag conj arg signum round_even heaviside modulo rep_vector to_matrix to_vector sd normal
    normal_lpdf normal_rng lognormal exponential ode_rk45_tol ode_ckrk_tol ode_bdf_tol ode_adams_tol
";

/// The names of a program for Stan.
pub(super) const STAN_PROGRAM: &str = "
    t y dy seen i k n_times t0 times observed y0 start states expected simulated log_lik noise noise_scale deviation
    prior_spread prior_only rtol atol max_steps
";

/// The names around equations in the files for pygpc.
pub(super) const PYGPC: &str = "
    t y Z p dy STATES PARAMS STATE_SLICES PARAM_SLICES FOLDER Path Y0 P0 lags history rhs rhs_into solve steps erf ERF_SERIES
    ERF_SCALED heaviside sigmoid numpy scipy
";

/// Keywords of Modelica, its types, and the functions and operators that all models know.
pub(super) const MODELICA: &str = "
    algorithm and annotation assert block break class connect connector constant constrainedby der discrete each else
    elseif elsewhen encapsulated end enumeration equation expandable extends external false final flow for function if
    import impure in initial inner input loop model not operator or outer output package parameter partial protected
    public pure record redeclare replaceable return stream then true type when while within time Real Integer Boolean
    String StateSelect ExternalObject Clock Connections Modelica abs sign sqrt div mod rem ceil floor integer sin cos tan
    asin acos atan atan2 sinh cosh tanh exp log log10 min max sum product fill zeros ones size ndims scalar vector matrix
    identity diagonal linspace transpose outerProduct symmetric cross skew cat delay reinit pre edge change noEvent smooth
    sample terminate terminal homogeneous semiLinear spatialDistribution cardinality promote getInstanceName actualStream
    inStream rooted root branch
";

/// What DiffSL has for itself: tensors with a meaning, variables and functions.
pub(super) const DIFFSL: &str = "
    u F M dudt in out stop reset t N sin cos tan sinh cosh tanh arcsinh arccosh exp log log10 sqrt abs copysign pow min max
    sigmoid heaviside piecewise interp1d model
";
