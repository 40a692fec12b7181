/** No state without a drawing: every one has a sign and a word of its own, and the buttons it can be left by. */
import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { describe, expect, it } from 'vitest';
import { runStateSchema, type RunState } from '../../src-main/contract/runs';
import { transitions } from '../../src-main/training/run-states';
import RunBar from '../../src-renderer/features/lab/RunBar.vue';
import StateMark from '../../src-renderer/shared/ui/StateMark.vue';

const states = runStateSchema.options;

function mark(state: RunState): Promise<string> {
  return renderToString(createSSRApp({ render: () => h(StateMark, { state }) }));
}

/** The buttons of the bar by their words, and whether they can be pressed. */
async function buttons(state: RunState, lowerRate: number | null = null): Promise<Map<string, boolean>> {
  const bar = { state, startable: true, reason: null, busy: false, lowerRate };
  const html = await renderToString(createSSRApp({ render: () => h(RunBar, bar) }));
  const found = [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)];
  return new Map(
    found.map(([, attributes, content]) => {
      const words = content.replace(/<kbd.*?<\/kbd>|<svg.*?<\/svg>|<[^>]*>/gs, '').trim();
      return [words, !/\s(aria-)?disabled/.test(attributes)];
    }),
  );
}

describe('every state of a run', () => {
  it('has a sign and a word that no other has', async () => {
    const marks = await Promise.all(states.map(mark));
    expect(new Set(marks.map((html) => /<svg.*?<\/svg>/s.exec(html)?.[0])).size).toBe(states.length);
    const words = marks.map((html) => html.replace(/<[^>]*>/g, '').trim());
    expect(new Set(words).size).toBe(states.length);
    for (const word of words) expect(word).toMatch(/^[A-Z][a-z]+$/);
  });

  it.each(states)('%s offers the ways out of it that the table has, and no others', async (state) => {
    const shown = await buttons(state);
    const ways = transitions[state];
    const goesOn = ways.begun ?? ways.resumed ?? ways.restarted;
    expect([...shown.keys()].some((word) => /^(Resume|Start now)$/.test(word))).toBe(goesOn !== undefined);
    expect(shown.get('Stop')).toBe(ways.stopped !== undefined);
    expect(shown.get('Pause') === true).toBe(state === 'running');
    expect(shown.get('Step')).toBe(state === 'paused');
    expect(shown.has('New run')).toBe(true);
  });

  it('whose numbers broke offers a lower rate first, and to resume as well', async () => {
    const [first, ...others] = (await buttons('failed', 0.01)).keys();
    expect(first).toBe('New run with α 0.01');
    expect(others).toContain('Resume');
  });
});
