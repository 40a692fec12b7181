/** The layers of a Keras topology in the order in which they follow each other, be it written as a list or as a graph. */
import { z } from 'zod';
import { AppError } from '../../contract/errors';
import { cannotImport } from '../model-format';

const name = z.string().max(500);

const layerSchema = z.object({
  class_name: name,
  name: name.optional(),
  config: z.record(z.string().max(200), z.unknown()),
  inbound_nodes: z.array(z.unknown()).max(100).optional(),
});

const graphConfig = z.object({
  layers: z.array(layerSchema).min(1).max(1000),
  input_layers: z.array(z.unknown()).max(100).optional(),
  output_layers: z.array(z.unknown()).max(100).optional(),
});

const modelSchema = z.object({
  class_name: name,
  config: z.union([graphConfig, z.array(layerSchema).min(1).max(1000)]),
});

export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** @throws AppError('validation') for what is no model of Keras, or one that branches */
export function readChain(topology: unknown): readonly KerasLayer[] {
  const outer = z.object({ model_config: z.unknown() }).safeParse(topology);
  const model = modelSchema.safeParse(outer.data?.model_config ?? topology);
  if (!model.success) {
    const [issue] = model.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    throw new AppError(
      'validation',
      `The topology of the model is not one of Keras (${where}: ${issue?.message ?? ''}).`,
    );
  }
  const { class_name: className, config } = model.data;
  if (Array.isArray(config)) return config.map(layerOf);
  return className === 'Sequential' ? config.layers.map(layerOf) : inOrder(config);
}

type Entry = z.infer<typeof layerSchema>;

function layerOf({ class_name: className, name: own, config }: Entry): KerasLayer {
  const inner = config['name'];
  return { className, name: own ?? (typeof inner === 'string' ? inner.slice(0, 500) : className), config };
}

/** From the input on, always the one layer that takes what the last one gives. */
function inOrder({
  layers,
  input_layers: inputs = [],
  output_layers: outputs = [],
}: z.infer<typeof graphConfig>) {
  if (nodesIn(inputs) > 1 || nodesIn(outputs) > 1) {
    throw cannotImport(
      'A model with several inputs or outputs',
      'Save the part with one input and one output.',
    );
  }
  const followers = new Map<string, KerasLayer>();
  let current: KerasLayer | null = null;
  for (const entry of layers) {
    const layer = layerOf(entry);
    const sources = sourcesOf(entry.inbound_nodes ?? []);
    const [source] = sources;
    if (sources.length > 1) {
      throw cannotImport(
        `The layer "${layer.name}" (${layer.className}), which joins ${sources.length} branches or is used more than once,`,
        'Simplecell trains networks whose layers follow one another.',
      );
    }
    if (source === undefined) {
      if (current !== null)
        throw cannotImport('A model with several inputs', 'Save the part with one input.');
      current = layer;
    } else if (followers.has(source)) {
      throw cannotImport(
        `The layer "${source}", which two layers follow,`,
        'Simplecell trains networks whose layers follow one another.',
      );
    } else followers.set(source, layer);
  }
  const chain: KerasLayer[] = [];
  for (; current !== null && chain.length <= layers.length; current = followers.get(current.name) ?? null) {
    chain.push(current);
  }
  if (chain.length === layers.length) return chain;
  throw new AppError(
    'validation',
    'The layers of the model do not follow one another from its input to its output.',
  );
}

/** One input or output is written as [name, 0, 0] or as a list with one such. */
function nodesIn(nodes: readonly unknown[]): number {
  return Array.isArray(nodes[0]) ? nodes.length : Math.min(nodes.length, 1);
}

const second = z.array(z.array(z.tuple([name], z.unknown())));
const third = z.array(
  z.object({
    args: z.array(z.object({ config: z.object({ keras_history: z.tuple([name], z.unknown()) }) })).max(100),
  }),
);

/** Names of the layers that a layer takes from, as Keras 2 writes them and as Keras 3 does. */
function sourcesOf(nodes: readonly unknown[]): string[] {
  const old = second.safeParse(nodes);
  if (old.success) return old.data.flat().map(([source]) => source);
  const now = third.safeParse(nodes);
  if (now.success) return now.data.flatMap(({ args }) => args.map(({ config }) => config.keras_history[0]));
  throw new AppError('validation', 'The graph of the model is written in a way that is not known.');
}
