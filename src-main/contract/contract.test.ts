/** The contract as the page sees it: exactly these names, and arguments that are checked whatever they are (S8, S9). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contract } from '.';
import { channelName, type Domain } from './define';

const entries = Object.entries<Domain>(contract).flatMap(([domain, verbs]) =>
  Object.entries(verbs).map(([verb, entry]) => ({ channel: channelName(domain, verb), entry })),
);

describe('the contract', () => {
  it('has these channels and no others', () => {
    expect(entries.map(({ channel, entry }) => `${entry.kind} ${channel}`).sort()).toEqual([
      'call animations.cancel',
      'call animations.save',
      'call app.changeSettings',
      'call app.copyText',
      'call app.info',
      'call app.saveFile',
      'call app.settings',
      'call app.showDataFolder',
      'call bundles.arrivals',
      'call datasets.cancelImport',
      'call datasets.chooseFolder',
      'call datasets.get',
      'call datasets.import',
      'call datasets.items',
      'call datasets.list',
      'call datasets.remove',
      'call exports.cancel',
      'call exports.offer',
      'call exports.showInFolder',
      'call exports.write',
      'call inspect.cancel',
      'call inspect.confusion',
      'call inspect.layer',
      'call inspect.map',
      'call inspect.network',
      'call inspect.predictions',
      'call inspect.reconstructions',
      'call inspect.samples',
      'call inspect.unit',
      'call inspect.unitHistory',
      'call modelImports.choose',
      'call modelImports.importModel',
      'call modelImports.openBundle',
      'call pictures.choose',
      'call pictures.ofItem',
      'call pictures.original',
      'call recovery.chooseFolder',
      'call recovery.look',
      'call recovery.quit',
      'call recovery.restore',
      'call recovery.showFolder',
      'call recovery.startEmpty',
      'call recovery.trouble',
      'call recovery.tryAgain',
      'call runs.annotate',
      'call runs.change',
      'call runs.checkGradients',
      'call runs.control',
      'call runs.controlAll',
      'call runs.create',
      'call runs.extend',
      'call runs.facets',
      'call runs.filters',
      'call runs.get',
      'call runs.list',
      'call runs.presets',
      'call runs.purge',
      'call runs.query',
      'call runs.queryIds',
      'call runs.queue',
      'call runs.remove',
      'call runs.reorder',
      'call runs.restore',
      'call runs.setPriority',
      'call runs.sparklines',
      'call storage.backUpNow',
      'call storage.backups',
      'call storage.previewPrune',
      'call storage.prune',
      'call storage.removeBackup',
      'call storage.restore',
      'call storage.usage',
      'call sweeps.addSeeds',
      'call sweeps.control',
      'call sweeps.create',
      'call sweeps.get',
      'call sweeps.list',
      'call sweeps.presets',
      'call sweeps.remove',
      'call sweeps.summary',
      'drop datasets.dropped',
      'drop modelImports.dropped',
      'drop pictures.dropped',
      'stream animations.progress',
      'stream app.failure',
      'stream app.menu',
      'stream bundles.arrived',
      'stream datasets.changed',
      'stream datasets.importProgress',
      'stream exports.progress',
      'stream inspect.progress',
      'stream runs.changed',
      'stream runs.update',
      'stream storage.trouble',
    ]);
  });

  it.each(entries.filter(({ entry }) => entry.kind === 'call').map(({ channel }) => channel))(
    'answers any argument of %s with a value or an issue, never with another error',
    (channel) => {
      const { entry } = entries.find((one) => one.channel === channel)!;
      if (entry.kind !== 'call') throw new Error('not a call');
      const { input } = entry;
      fc.assert(
        fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
          const { success, error } = input.safeParse(value);
          expect(success || error.issues.length > 0).toBe(true);
        }),
      );
    },
  );
});
