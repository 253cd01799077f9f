import { GrowableInts } from './growable.ts';
import { Memo } from './memo.ts';

/**
 * Numbers for (rule, labels of its stages): nodes of a trie whose roots are the rules. The text of a node is the
 * action key; it is put together once.
 */
export class Actions {
  private readonly labels: string[] = [''];
  private readonly labelIds = new Map<string, number>([['', 0]]);
  private readonly children = new Memo([0, 1]);
  private readonly edge = new Int32Array(2);
  private readonly keys: string[] = [];
  private readonly rules = new GrowableInts();
  private readonly ruleNames: readonly string[];

  constructor(ruleNames: readonly string[]) {
    this.ruleNames = ruleNames;
    ruleNames.forEach((_, rule) => {
      this.keys.push('');
      this.rules.push(rule);
    });
  }

  labelId(label: string): number {
    let id = this.labelIds.get(label);
    if (id === undefined) {
      id = this.labels.push(label) - 1;
      this.labelIds.set(label, id);
    }
    return id;
  }

  /** The action that `action` becomes by the label of one more stage. The rule's own number is the action without any. */
  extend(action: number, label: number): number {
    if (label === 0) return action;
    this.edge[0] = action;
    this.edge[1] = label;
    const known = this.children.find(this.edge);
    if (known >= 0) return known;
    const child = this.keys.push(joined(this.keys[action]!, this.labels[label]!)) - 1;
    this.rules.push(this.rules.items[action]!);
    this.children.add(this.edge, child);
    return child;
  }

  /** The action key. */
  key(action: number): string {
    return this.keys[action]! || this.ruleNames[this.rules.items[action]!]!;
  }

  ruleOf(action: number): number {
    return this.rules.items[action]!;
  }
}

/** A part that begins with its own punctuation needs no space. */
function joined(left: string, right: string): string {
  return left === '' || /^[\s,;:.)\]]/.test(right) ? left + right : `${left} ${right}`;
}
