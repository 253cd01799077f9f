/*
 * The benchmark model (see benchmark-model.ts) for SPIN. N (3 or 4) and the four budgets are given with -D.
 *
 * One process repeats one guarded choice and every action is one d_step, so the state vector holds the variables of
 * the model and nothing that varies besides: SPIN must find exactly as many states. It counts as transitions the
 * same enabled actions. An action that would change nothing is not enabled.
 */

byte truth[N];
byte seen[N];
byte revision, fewer, seenRevision, seenFewer;
byte updates = UPDATES, scales = SCALES, crashes = CRASHES, evictions = EVICTIONS;

#define READY(state)       (state == 3 || state == 4)
#define ALIVE(state)       (state >= 1 && state <= 6)
#define TERMINATING(state) (8 - (state % 2))

/* The controller creates the first wanted pod that is missing, if nothing is in its place. */
#define UNREADY(i) (i < N - seenFewer && !READY(seen[i]))
#define READY_BELOW_0 (true)
#define READY_BELOW_1 (READY_BELOW_0 && !UNREADY(0))
#define READY_BELOW_2 (READY_BELOW_1 && !UNREADY(1))
#define READY_BELOW_3 (READY_BELOW_2 && !UNREADY(2))
#if N > 3
#define ALL_READY (READY_BELOW_3 && !UNREADY(3))
#else
#define ALL_READY READY_BELOW_3
#endif

/* Else it deletes the one pod that may be too many. */
#define CONDEMNED (seenFewer == 1 && seen[N - 1] != 0)

/* Else it deletes the last wanted pod of another revision. */
#define OUTDATED(i) (i < N - seenFewer && (seen[i] + 1) % 2 != seenRevision)
#if N > 3
#define CURRENT_ABOVE_3 (true)
#define CURRENT_ABOVE_2 (!OUTDATED(3))
#else
#define CURRENT_ABOVE_2 (true)
#endif
#define CURRENT_ABOVE_1 (CURRENT_ABOVE_2 && !OUTDATED(2))
#define CURRENT_ABOVE_0 (CURRENT_ABOVE_1 && !OUTDATED(1))

#define POD(i, READY_BELOW, CURRENT_ABOVE) \
  :: d_step { seen[i] != truth[i] -> seen[i] = truth[i] } \
  :: d_step { truth[i] == 1 || truth[i] == 2 -> truth[i] = truth[i] + 2 } \
  :: d_step { truth[i] == 5 || truth[i] == 6 -> truth[i] = truth[i] - 2 } \
  :: d_step { truth[i] >= 7 -> truth[i] = 0 } \
  :: d_step { READY(truth[i]) && crashes > 0 -> truth[i] = truth[i] + 2; crashes-- } \
  :: d_step { ALIVE(truth[i]) && evictions > 0 -> truth[i] = TERMINATING(truth[i]); evictions-- } \
  :: d_step { READY_BELOW && UNREADY(i) && seen[i] == 0 && truth[i] == 0 -> truth[i] = 1 + seenRevision } \
  :: d_step { ALL_READY && !CONDEMNED && OUTDATED(i) && CURRENT_ABOVE && ALIVE(truth[i]) -> truth[i] = TERMINATING(truth[i]) }

active proctype world() {
  do
  :: d_step { updates > 0 -> revision = 1 - revision; updates-- }
  :: d_step { scales > 0 -> fewer = 1 - fewer; scales-- }
  :: d_step { seenRevision != revision || seenFewer != fewer -> seenRevision = revision; seenFewer = fewer }
  :: d_step { ALL_READY && CONDEMNED && seen[N - 1] < 7 && ALIVE(truth[N - 1]) -> truth[N - 1] = TERMINATING(truth[N - 1]) }
  POD(0, READY_BELOW_0, CURRENT_ABOVE_0)
  POD(1, READY_BELOW_1, CURRENT_ABOVE_1)
  POD(2, READY_BELOW_2, CURRENT_ABOVE_2)
#if N > 3
  POD(3, READY_BELOW_3, CURRENT_ABOVE_3)
#endif
  od
}
