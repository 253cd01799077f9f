/** A story as rows that people read; every format draws from these. */
import type { DeleteReason, InFlight, Request } from '../../models/observation.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { Story } from '../check.ts';
import type { Moment, StoryStep } from '../universe.ts';
import { changesBetween, differencesOfView, startWords } from './moment.ts';

export interface ToldStep {
  /** Who acts: `user`, `controller`, `kubelet`, … */
  readonly actor: string;
  /** What it does, without the actor: `delete web-1 (late)`. */
  readonly words: string;
  /** The action key, which replays. */
  readonly action: string;
  readonly changes: readonly string[];
  /** For the start of a pass: where the controller's caches differ from the truth. */
  readonly saw: readonly string[];
  /** What the pass waits for after this step; told where a pass starts and where a story ends. */
  readonly asks: readonly string[];
}

export interface Told {
  readonly start: readonly string[];
  readonly steps: readonly ToldStep[];
}

export function tell(story: Pick<Story, 'start' | 'steps'>, scenario: Scenario): Told {
  const last = story.steps.length - 1;
  return { start: startWords(story.start, scenario), steps: story.steps.map((step, index) => tellStep(step, index === last, scenario)) };
}

function tellStep({ action, before, after, view, fails }: StoryStep, isLast: boolean, scenario: Scenario): ToldStep {
  const [actor = ''] = action.family.split('/');
  const isPass = action.family === 'controller/pass';
  const asked = asksWords(after);
  const words = action.family === 'controller/restart' ? restartWords(before) : actionWords(action);
  return {
    actor,
    words,
    action: action.key,
    changes: changesBetween(before, after, scenario).filter((change) => change !== words),
    saw: view ? differencesOfView(view, before, scenario) : [],
    asks: fails ? [] : isPass ? (asked.length > 0 ? asked : ['nothing']) : isLast ? asked : [],
  };
}

const outcomes: Readonly<Record<string, string>> = { ok: '', lost: ' (answer lost)', late: ' (late: given up, may land later)', refused: ' (refused)' };

function actionWords({ family, object, outcome }: StoryStep['action']): string {
  const verb = family.slice(family.indexOf('/') + 1);
  const what = [verb, object].filter((word) => word !== '').join(' ');
  if (outcome === '') return what;
  if (family === 'controller/pass') return `${what}, ${outcome}`;
  if (!family.startsWith('controller/')) return `${what} ${outcome}`;
  return what + (outcomes[outcome] ?? ` (${outcome})`);
}

/** Where the process was when it died. */
function restartWords({ process }: Moment): string {
  return typeof process === 'object' ? `crash in phase ${process.Working}, and restart` : 'crash between passes, and restart';
}

/** What the controller waits for: `create web-0 at revision B`, `delete web-1 (scale-down)`. */
export function asksWords({ inFlight = [] }: Moment): string[] {
  return inFlight.filter(({ late }) => !late).map(requestWords);
}

const reasons: Readonly<Record<DeleteReason, string>> = {
  scale: 'scale-down',
  terminal: 'it has ended',
  update: 'update',
  recreate: 'update by Recreate',
  unseen: 'not in its caches',
  needless: 'for no reason',
};

function requestWords({ request, why, sameIncarnation }: InFlight): string {
  const notes = [...(why ? [reasons[why]] : []), ...(request.op === 'deletePod' && !sameIncarnation ? [`it saw a former ${request.name}`] : []), ...(request.op === 'deletePod' && request.gracePeriodSeconds === 0 ? ['by force'] : [])];
  return `${verbOf(request)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
}

function verbOf(request: Request): string {
  const verb = request.op.replace(/Pod$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  switch (request.op) {
    case 'createPod':
      return `create ${request.name} at revision ${request.revision}`;
    case 'updateStatus':
      return `status ${request.name}`;
    default:
      return `${verb} ${request.name}`;
  }
}
