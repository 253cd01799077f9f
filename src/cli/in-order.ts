/** What several workers tell about one task, as one would: in the order of the scopes, whatever ends first. */
import type { Message, ProgressMessage } from './tasks.ts';

type Piece = Extract<Message, { readonly index: number; readonly seconds: number }>;
type AskedMessage = Extract<Message, { readonly kind: 'asked' }>;
type FaultMessage = Extract<Message, { readonly kind: 'fault' }>;

export class InOrder {
  private readonly receive: (message: Message) => void;
  private readonly stop: () => void;
  /** By worker: the piece that it is at. */
  private readonly running = new Map<number, ProgressMessage>();
  /** Pieces that have ended before others that come before them. */
  private readonly early = new Map<number, Piece>();
  private next = 0;
  /** By controller. */
  private readonly asked = new Map<string, AskedMessage>();
  private fault: FaultMessage | undefined;

  /** @param stop asks all workers to end their pieces with what they know so far */
  constructor(receive: (message: Message) => void, stop: () => void) {
    this.receive = receive;
    this.stop = stop;
  }

  take(worker: number, message: Message): void {
    switch (message.kind) {
      case 'progress':
        this.running.set(worker, message);
        return this.receive({ ...message, beside: [...this.running].flatMap(([other, place]) => (other === worker ? [] : [place])) });
      case 'result':
      case 'comparison':
      case 'conformed':
        this.running.delete(worker);
        this.early.set(message.index, message);
        return this.tellNext();
      case 'asked':
        return this.add(message);
      case 'fault':
        return this.fail(worker, message);
      default:
        // How a controller is loaded is the same in each.
        if (worker === 0) this.receive(message);
    }
  }

  /** All workers have ended. */
  end(): void {
    for (const piece of [...this.early.values()].sort((one, other) => one.index - other.index)) this.receive(piece);
    for (const message of this.asked.values()) this.receive(message);
    if (this.fault) this.receive(this.fault);
  }

  private tellNext(): void {
    for (let piece = this.early.get(this.next); piece; piece = this.early.get(this.next)) {
      this.early.delete(this.next++);
      this.receive(piece);
    }
  }

  private add(message: AskedMessage): void {
    const { controller, decisions, distinct, seconds } = message.asked;
    const before = this.asked.get(controller);
    const asked = before
      ? { controller, decisions: before.asked.decisions + decisions, distinct: before.asked.distinct + distinct, seconds: before.asked.seconds + seconds }
      : message.asked;
    this.asked.set(controller, { kind: 'asked', asked, processes: (before?.processes ?? 0) + message.processes });
  }

  /** A worker that hangs or has died cannot say where it was. */
  private fail(worker: number, message: FaultMessage): void {
    const { index, progress } = this.running.get(worker) ?? {};
    const known = index !== undefined && progress ? { explored: { index, progress } } : {};
    this.fault ??= { ...known, ...message };
    this.stop();
  }
}
