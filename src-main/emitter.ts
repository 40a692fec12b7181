/** A typed list of listeners per event; one that throws is logged and does not keep the others from hearing. */
import { stackOf } from './stack-of';

type Listener<T> = (payload: T) => void;

export class Emitter<Events extends object> {
  readonly #log: (line: string) => void;
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Returns how to end it. */
  on<E extends keyof Events>(event: E, listener: Listener<Events[E]>): () => void {
    let listeners = this.#listeners.get(event);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(event, listeners);
    }
    const added = listeners;
    added.add(listener);
    return () => {
      added.delete(listener);
    };
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        (listener as Listener<Events[E]>)(payload);
      } catch (error) {
        this.#log(`${String(event)}: ${stackOf(error)}`);
      }
    }
  }
}
