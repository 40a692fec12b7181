/** What the thread that reads models is given and what it answers. */
import type { AdoptedRun, PackedPictures, PortableModel } from '../../src-engine';
import type { LastMessage } from '../threads/one-answer';
import type { PlainModelKind } from './model-format';

/** A model without its numbers. */
export type ModelOutline = Omit<PortableModel, 'tensors'>;

export interface InspectedModel {
  readonly kind: PlainModelKind;
  readonly bytes: number;
  readonly outline: ModelOutline;
  readonly parameters: number;
  readonly layers: readonly { readonly name: string; readonly description: string }[];
}

/** Which file it is; its kind is found out by the thread. */
export interface InspectOrder {
  readonly type: 'inspect';
  readonly path: string;
}

export interface AdoptModelOrder {
  readonly type: 'adopt';
  readonly path: string;
  /** Name of the data set. */
  readonly dataset: string;
  readonly pictures: PackedPictures;
  /** Of the run. */
  readonly name: string;
  readonly kernelsWasm: Uint8Array | null;
}

/** How far what the run says is from what the file says, on pictures of the set. */
export interface AdoptionProof {
  readonly samples: number;
  readonly maxDifference: number;
  readonly relativeDifference: number;
}

export interface AdoptedModel {
  readonly run: AdoptedRun;
  readonly proof: AdoptionProof;
  readonly notes: readonly string[];
}

export interface ImportAnswers {
  /** Null for a bundle, which is not the thread's business. */
  readonly inspect: InspectedModel | null;
  readonly adopt: AdoptedModel;
}

export type ImportOrder = InspectOrder | AdoptModelOrder;

export type ImportMessage = LastMessage<ImportAnswers[ImportOrder['type']]>;
