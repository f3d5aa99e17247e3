//! What the compiled program measures at each point, in entries of Auto's parameters behind those of the model.

use crate::emit::Prepared;
use crate::emit::auto::Slots;

/// The entries of measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measures {
    first: usize,
    n_states: usize,
}

/// Amplitudes at which a branch of cycles ends. At a Hopf point the parameter has an extremum along the branch, which counts
/// as a fold and is not located exactly. Where it lies behind the first of these amplitudes, the next one is crossed.
pub(super) const VANISHING: [f64; 3] = [-1e-4, -1e-2, -1e-1];

impl Measures {
    pub(super) fn new(model: &Prepared) -> Measures {
        Measures { first: Slots::new(model).count() + 1, n_states: model.n_own_states }
    }

    /// The largest value of a state along a cycle.
    pub(super) fn max(self, state: usize) -> usize {
        self.first + 2 * state
    }

    /// The smallest value of a state along a cycle.
    pub(super) fn min(self, state: usize) -> usize {
        self.first + 2 * state + 1
    }

    /// The amplitude of a cycle beside the largest one, which goes through zero at a Hopf point.
    pub(super) fn amplitude(self) -> usize {
        self.first + 2 * self.n_states
    }

    /// Says by 1 that solutions are cycles.
    pub(super) fn flag(self) -> usize {
        self.amplitude() + 1
    }

    /// The number of entries.
    pub(super) fn n_slots(self) -> usize {
        self.flag()
    }

    /// The subroutine that measures. Behind a Hopf point the cycles of a branch come again, half a period later. So the
    /// amplitude, as a part of the largest one, changes its sign where the deviations of a cycle from its mean are opposite
    /// to those of the last one that was not small.
    pub(super) fn subroutine(self) -> String {
        let names = [
            ("FLAG", self.flag()),
            ("FIRST", self.first),
            ("AMPLITUDE", self.amplitude()),
            ("STATES", self.n_states),
        ];
        names.iter().fold(SUBROUTINE.to_string(), |text, (name, n)| text.replace(name, &n.to_string()))
    }
}

const SUBROUTINE: &str = "
! The largest and the smallest values of states along a cycle, and its amplitude with a sign.
subroutine pvls(ndim, u, par)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(in) :: u(*)
  double precision, intent(inout) :: par(*)
  double precision, external :: getp
  integer :: i, last
  if (par(FLAG) < 0.5d0) return
  do i = 1, STATES
    par(FIRST + 2*i - 2) = getp('MAX', i, u)
    par(FIRST + 2*i - 1) = getp('MIN', i, u)
  end do
  last = nint(getp('NTS', 0, u))*nint(getp('NCO', 0, u))
  call measure_amplitude(nint(getp('NDX', 0, u)), last, u, par(AMPLITUDE))
end subroutine pvls

subroutine measure_amplitude(ndx, last, u, amplitude)
  implicit none
  integer, intent(in) :: ndx, last
  double precision, intent(in) :: u(ndx,0:last)
  double precision, intent(out) :: amplitude
  double precision, allocatable, save :: reference(:,:)
  double precision, save :: direction = 1.0d0, largest = 0.0d0
  double precision :: deviation(STATES,0:last), part, norm
  integer :: i, n
  do i = 1, STATES
    deviation(i,:) = u(i,:) - sum(u(i,:))/(last + 1)
  end do
  norm = sqrt(sum(deviation**2)/(last + 1))
  largest = max(largest, norm)
  if (.not. allocated(reference)) reference = deviation
  if (size(reference) /= size(deviation)) reference = deviation
  if (sqrt(sum(reference**2)/(last + 1)) < 1.0d-2*largest) reference = deviation
  part = 0.0d0
  n = 0
  do i = 1, STATES
    if (sum(reference(i,:)**2) > 0.0d0) then
      part = part + sum(reference(i,:)*deviation(i,:))/sum(reference(i,:)**2)
      n = n + 1
    end if
  end do
  amplitude = 1.0d0
  if (n > 0) amplitude = direction*part/n*sqrt(sum(reference**2)/(last + 1))/largest
  if (norm >= 1.0d-2*largest) then
    if (part < 0.0d0) direction = -direction
    reference = deviation
  end if
end subroutine measure_amplitude
";
