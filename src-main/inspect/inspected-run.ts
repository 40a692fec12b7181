/**
 * The questions about one run and the thread that answers them, one after the other. Equal questions share an answer, a
 * newer one makes those obsolete that its asker still waits for, and a thread that died is started anew at the next.
 */
import type { InspectMessage, InspectQuestions, InspectTopic } from '../../src-engine';
import { AppError } from '../contract/errors';
import type { Clock } from '../training/throttle';
import type { Inspector, InspectorOrder, StartInspector } from './inspector';
import { refusal, toAppError } from './refusal';

/** The latest checkpoint of a run; it is large, so it is read where it is needed alone. */
export interface CurrentCheckpoint {
  /** Tells it from others of its run. */
  readonly key: string;
  readonly read: () => Uint8Array;
}

/** The one that a thread has. */
interface HeldCheckpoint {
  readonly key: string;
  readonly data: Uint8Array;
}

export interface InspectedRunParts {
  readonly runId: number;
  readonly startInspector: StartInspector;
  /** What the thread is started with. Rejects with AppError where the run cannot be looked into. */
  readonly prepare: () => Promise<Omit<InspectorOrder, 'checkpoint'>>;
  /** The latest one. @throws AppError where there is none */
  readonly checkpoint: () => CurrentCheckpoint;
  readonly progress: (token: string, progress: number) => void;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export interface Answered<T extends InspectTopic> {
  readonly epoch: number;
  readonly answer: InspectQuestions[T]['answer'];
  /** That the answer is from. */
  readonly checkpoint: Uint8Array;
}

interface Asker {
  readonly token: string;
  readonly settle: (answered: Answered<InspectTopic>) => void;
  readonly refuse: (error: AppError) => void;
}

interface Question {
  readonly id: number;
  readonly topic: InspectTopic;
  readonly question: InspectQuestions[InspectTopic]['question'];
  /** Equal for equal questions. */
  readonly name: string;
  askers: Asker[];
}

/** A thread that nobody asks for so long lets go of its memory. */
const IDLE_MS = 120_000;

const none: HeldCheckpoint = { key: '', data: new Uint8Array() };

export class InspectedRun {
  readonly #parts: InspectedRunParts;
  readonly #waiting: Question[] = [];
  #current: Question | null = null;
  #inspector: Inspector | null = null;
  /** Which one the thread has. */
  #checkpoint: HeldCheckpoint = none;
  #lastId = 0;
  #callOffIdle: () => void = () => undefined;
  #isClosed = false;

  constructor(parts: InspectedRunParts) {
    this.#parts = parts;
  }

  /** @returns rejects with AppError: what the engine refuses, 'cancelled', 'engine' where the thread died */
  ask<T extends InspectTopic>(
    topic: T,
    question: InspectQuestions[T]['question'],
    token: string,
  ): Promise<Answered<T>> {
    const name = `${topic} ${JSON.stringify(question)}`;
    this.#dropObsolete(topic, name, token);
    return new Promise((settle, refuse) => {
      const asker: Asker = { token, settle: settle as Asker['settle'], refuse };
      const equal = [this.#shareable(), ...this.#waiting].find((one) => one?.name === name);
      if (equal) equal.askers.push(asker);
      else this.#waiting.push({ id: (this.#lastId += 1), topic, question, name, askers: [asker] });
      this.#goOn();
    });
  }

  /** Ends the questions of an asker. */
  cancel(token: string): void {
    const reason = 'The question was cancelled.';
    for (const question of [...this.#waiting]) this.#leave(question, token, reason);
    if (this.#current !== null) this.#leave(this.#current, token, reason);
  }

  /** Refuses whatever is asked, and ends the thread. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOffIdle();
    const reason = `Run ${this.#parts.runId} is not looked into any more.`;
    for (const question of [this.#current, ...this.#waiting.splice(0)]) {
      if (question !== null) refuseAll(question, new AppError('cancelled', reason));
    }
    this.#current = null;
    const inspector = this.#inspector;
    this.#forgetThread();
    await inspector?.end();
  }

  /** The question under way, unless it is of weights that are older by now or nobody waits for it any more. */
  #shareable(): Question | null {
    const isWanted = this.#current !== null && this.#current.askers.length > 0;
    // Where the thread is only starting, the latest weights will go along.
    const isFresh = this.#checkpoint === none || this.#checkpoint.key === this.#parts.checkpoint().key;
    return isWanted && isFresh ? this.#current : null;
  }

  #dropObsolete(topic: InspectTopic, name: string, token: string): void {
    for (const question of [...this.#waiting]) {
      if (question.topic !== topic || question.name === name) continue;
      this.#leave(question, token, 'A newer question took the place of this one.');
    }
  }

  /** Takes an asker's part in a question, and the question away where nobody else waits for it. */
  #leave(question: Question, token: string, reason: string): void {
    const leaving = question.askers.filter((asker) => asker.token === token);
    question.askers = question.askers.filter((asker) => asker.token !== token);
    for (const { refuse } of leaving) refuse(new AppError('cancelled', reason));
    if (question.askers.length > 0) return;
    if (question === this.#current) this.#inspector?.cancel(question.id);
    const place = this.#waiting.indexOf(question);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  #goOn(): void {
    if (this.#current !== null || this.#isClosed) return;
    const next = this.#waiting.shift();
    this.#callOffIdle();
    if (next === undefined) {
      this.#callOffIdle = this.#parts.clock.after(IDLE_MS, () => this.#rest());
      return;
    }
    this.#current = next;
    this.#send(next).catch((error: unknown) => this.#end(next, toAppError(error)));
  }

  async #send({ id, topic, question }: Question): Promise<void> {
    const inspector = this.#inspector ?? (await this.#start());
    if (this.#current?.id !== id) return;
    const latest = this.#parts.checkpoint();
    const isKnown = latest.key === this.#checkpoint.key;
    if (!isKnown) this.#checkpoint = held(latest);
    inspector.ask({ id, topic, question, checkpoint: isKnown ? null : this.#checkpoint.data });
    // Whoever waited may have left while the thread was started.
    if (this.#current.askers.length === 0) inspector.cancel(id);
  }

  async #start(): Promise<Inspector> {
    const { startInspector, prepare, checkpoint } = this.#parts;
    const prepared = await prepare();
    const latest = held(checkpoint());
    const inspector = startInspector(
      { ...prepared, checkpoint: latest.data },
      {
        message: (message) => this.#receive(message),
        exit: (reason) => this.#exited(inspector, reason),
      },
    );
    if (this.#isClosed) await inspector.end();
    else {
      this.#inspector = inspector;
      this.#checkpoint = latest;
    }
    return inspector;
  }

  #receive(message: InspectMessage): void {
    const question = this.#current;
    if (question?.id !== message.id) return;
    if (message.type === 'progress') {
      for (const { token } of question.askers) this.#parts.progress(token, message.progress);
    } else if (message.type === 'refused') this.#end(question, refusal(message.error));
    else {
      const { epoch, answer } = message;
      const checkpoint = this.#checkpoint.data;
      for (const { settle } of question.askers) settle({ epoch, answer, checkpoint });
      this.#end(question, null);
    }
  }

  #end(question: Question, error: AppError | null): void {
    if (error !== null) refuseAll(question, error);
    if (this.#current !== question) return;
    this.#current = null;
    this.#goOn();
  }

  #exited(inspector: Inspector, reason: string): void {
    if (this.#inspector !== inspector) return;
    const { runId, log } = this.#parts;
    log(`inspector of run ${runId}: ${reason}`);
    this.#forgetThread();
    if (this.#current === null) return;
    const message =
      `Looking into run ${runId} ended without an answer (${reason}). Ask again; ` +
      'if it happens again, the network or its data set is too large for this machine.';
    this.#end(this.#current, new AppError('engine', message));
  }

  #rest(): void {
    const inspector = this.#inspector;
    this.#forgetThread();
    void inspector?.end();
  }

  #forgetThread(): void {
    this.#inspector = null;
    this.#checkpoint = none;
  }
}

function held({ key, read }: CurrentCheckpoint): HeldCheckpoint {
  return { key, data: read() };
}

function refuseAll({ askers }: Question, error: AppError): void {
  for (const { refuse } of askers) refuse(error);
}
