/** Every error crosses to the page in one form, and only ours are hidden behind a log entry. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EngineError } from '../../src-engine';
import { contract } from '../contract';
import { AppError } from '../contract/errors';
import { toErrorEnvelope } from './envelope';

const logged: string[] = [];
const dataOf = (error: unknown) => {
  const envelope = toErrorEnvelope(error, 'runs.create', (line) => logged.push(line));
  return envelope.ok ? null : envelope.error;
};

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('toErrorEnvelope', () => {
  it('passes on what we said ourselves', () => {
    expect(dataOf(new AppError('conflict', 'Taken.', { field: 'name' }))).toEqual({
      kind: 'conflict',
      message: 'Taken.',
      field: 'name',
    });
  });

  it('makes wrong settings a validation error with its field', () => {
    expect(dataOf(new EngineError('config', 'Too few.', { field: 'network.layers.0.units' }))).toEqual({
      kind: 'validation',
      message: 'Too few.',
      field: 'network.layers.0.units',
    });
  });

  it('names the path of an argument that does not fit its schema', () => {
    const error = errorOf(() =>
      z.object({ options: z.object({ size: z.number() }) }).parse({ options: { size: 'x' } }),
    );
    expect(dataOf(error)).toMatchObject({ kind: 'validation', field: 'options.size' });
  });

  it('names the field of an experiment that the engine refuses', () => {
    const error = errorOf(() =>
      contract.runs.create.input.parse({ experiment: { version: 1, name: 'x', seed: -1 }, start: 'running' }),
    );
    expect(dataOf(error)).toMatchObject({ kind: 'validation', field: 'experiment.seed' });
  });

  it('logs what nobody expected, with its stack, and shows none of it', () => {
    const data = dataOf(new TypeError('secret path /home/me'));
    expect(data?.kind).toBe('internal');
    expect(data?.message).not.toContain('secret');
    expect(logged.at(-1)).toMatch(/runs\.create: TypeError: secret path[\s\S]+at /);
  });

  it('logs the stack of what an error in words tells of, and shows the words', () => {
    const died = new AppError('engine', 'The thread ended.', { cause: new TypeError('of this') });
    expect(dataOf(died)).toEqual({ kind: 'engine', message: 'The thread ended.' });
    expect(logged.at(-1)).toMatch(/runs\.create: TypeError: of this[\s\S]+at /);
    const before = logged.length;
    dataOf(new AppError('io', 'Not there.', { cause: new Error('ENOENT') }));
    dataOf(new AppError('engine', 'Too few.', { cause: new EngineError('config', 'Too few.') }));
    expect(logged).toHaveLength(before);
  });

  it('takes whatever was thrown', () => {
    for (const thrown of [undefined, null, 'text', 5, {}]) expect(dataOf(thrown)?.kind).toBe('internal');
  });
});
