import { AWAITED, NEITHER, REACHED } from './graph.ts';
import type { LivenessJudge } from './judge.ts';
import { Memo } from './memo.ts';

/** Lists of small numbers, each known by a number of its own. */
class Lists {
  readonly lists: (readonly number[])[] = [];
  private readonly ids = new Map<string, number>();

  idOf(list: readonly number[]): number {
    const key = list.join();
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.lists.push(list) - 1;
      this.ids.set(key, id);
    }
    return id;
  }
}

/** Judges that read the same columns: what they all say about a row is remembered once. */
class Panel {
  readonly judges: readonly LivenessJudge[];
  readonly watched: number;
  readonly memo: Memo;
  /** By number of what they said: a code for each. */
  readonly said = new Lists();

  constructor(judges: readonly LivenessJudge[]) {
    this.judges = judges;
    this.watched = judges[0]!.watched;
    this.memo = new Memo(judges[0]!.columns);
  }

  judge(row: Int32Array): number {
    const known = this.memo.find(row);
    if (known >= 0) return known;
    const said = this.said.idOf(this.judges.map((judge) => judge.code(row)));
    this.memo.add(row, said);
    return said;
  }
}

/**
 * What all liveness judges say about a state, as one small number. Most states are like the one they were reached from,
 * and few are like no other.
 */
export class LivenessVerdicts {
  private readonly judges: readonly LivenessJudge[];
  private readonly panels: readonly Panel[];
  /** By verdict: what each panel said. */
  private readonly verdicts = new Lists();
  /** By verdict: a code for each judge. */
  private readonly codes: (readonly number[])[] = [];
  private readonly memo: Memo;
  /** By verdict: the states it was given for. */
  private readonly states: number[] = [];
  // What the panels say about the state that is being judged.
  private readonly saying: Int32Array;

  constructor(judges: readonly LivenessJudge[]) {
    const reads = new Map<string, LivenessJudge[]>();
    for (const judge of judges) {
      const key = judge.columns.join();
      reads.set(key, [...(reads.get(key) ?? []), judge]);
    }
    this.judges = judges;
    this.panels = [...reads.values()].map((sharing) => new Panel(sharing));
    this.saying = new Int32Array(this.panels.length);
    this.memo = new Memo([...this.panels.keys()]);
  }

  get bytes(): number {
    return this.panels.reduce((sum, { memo }) => sum + memo.bytes, this.memo.bytes);
  }

  /** The verdict on the initial state. */
  first(row: Int32Array): number {
    this.panels.forEach((panel, at) => (this.saying[at] = panel.judge(row)));
    return this.counted();
  }

  /** The verdict on a state that was reached from one with verdict `before` by a step that wrote these columns (as bits). */
  next(before: number, row: Int32Array, written: number): number {
    const { panels, saying } = this;
    const said = this.verdicts.lists[before]!;
    for (let at = 0; at < panels.length; at++) {
      const panel = panels[at]!;
      saying[at] = (panel.watched & written) === 0 ? said[at]! : panel.judge(row);
    }
    return this.counted();
  }

  /** What one judge says: NEITHER, REACHED or AWAITED. */
  code(verdict: number, judge: number): number {
    return this.codes[verdict]![judge]!;
  }

  /** States about which a judge said something that its promise speaks about. */
  exercised(judge: number): number {
    const { promise } = this.judges[judge]!;
    const speaks = (code: number): boolean => code === AWAITED || (promise === 'settles' && code === REACHED);
    return this.states.reduce((sum, count, verdict) => (speaks(this.code(verdict, judge)) ? sum + count : sum), 0);
  }

  /** A judge said something about every state. */
  speaksEverywhere(judge: number): boolean {
    return this.states.every((count, verdict) => count === 0 || this.code(verdict, judge) !== NEITHER);
  }

  private counted(): number {
    const known = this.memo.find(this.saying);
    const verdict = known >= 0 ? known : this.learn();
    this.states[verdict]!++;
    return verdict;
  }

  private learn(): number {
    const verdict = this.verdicts.idOf([...this.saying]);
    this.memo.add(this.saying, verdict);
    this.states[verdict] = 0;
    this.codes[verdict] = this.judges.map((judge) => this.codeNow(judge));
    return verdict;
  }

  private codeNow(judge: LivenessJudge): number {
    const at = this.panels.findIndex(({ judges }) => judges.includes(judge));
    const panel = this.panels[at]!;
    return panel.said.lists[this.saying[at]!]![panel.judges.indexOf(judge)]!;
  }
}
