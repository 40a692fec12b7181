/** What main answers to the page, asked by the test itself: the truth that views are compared with. */
import type { Page } from '@playwright/test';
import type { LabClient } from '../../../src-main/contract';
import type { Envelope } from '../../../src-main/contract/errors';

type Domain = keyof LabClient<unknown>;

/** @throws with the message of main where the call fails */
export async function ask<T>(page: Page, domain: Domain, verb: string, input?: object): Promise<T> {
  const answer = await page.evaluate(
    async ({ domain, verb, input }) => {
      const lab = (window as unknown as { lab: Record<string, Record<string, (input?: object) => unknown>> })
        .lab;
      const envelope = (await lab[domain][verb](input)) as { value?: unknown };
      // Typed arrays would arrive as objects with numbered keys.
      const plain = (_key: string, value: unknown): unknown =>
        ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;
      return JSON.stringify(envelope, plain);
    },
    { domain, verb, input },
  );
  const envelope = JSON.parse(answer) as Envelope<T>;
  if (!envelope.ok) throw new Error(envelope.error.message);
  return envelope.value;
}
