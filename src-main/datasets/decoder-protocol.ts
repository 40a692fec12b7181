/** What main and a decoder process say to each other. Only plain data: it crosses a process boundary. */
import type { ImportOptions } from '../contract/datasets';
import type { Frame } from '../export/animation-frames';
import type { AnimationSettings, EncodedAnimation } from '../export/encode-animation';

/** What every picture of a set is brought to. */
export interface PictureForm {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: 1 | 3;
  readonly fit: ImportOptions['fit'];
}

export interface DecodeRequest {
  readonly type: 'decode';
  readonly job: number;
  readonly form: PictureForm;
  readonly paths: readonly string[];
}

/** Sizes of pictures without decoding them. */
export interface ProbeRequest {
  readonly type: 'probe';
  readonly job: number;
  readonly paths: readonly string[];
}

/** A built-in set: generated rather than decoded, but arithmetic that main must not do either. */
export interface SampleRequest {
  readonly type: 'sample';
  readonly job: number;
  /** As in the engine's list, without `sample:`. */
  readonly name: string;
}

/** One picture to look at, in its own proportions and colours. */
export interface OpenRequest {
  readonly type: 'open';
  readonly job: number;
  readonly path: string;
  /** A larger picture is made smaller, until its longer side is this. */
  readonly maxSidePx: number;
}

/** The next frame of an animation; the process keeps it until they are encoded. */
export interface FrameRequest {
  readonly type: 'frame';
  readonly job: number;
  readonly frame: Frame;
}

/** Makes an animation of the frames that came since the last one. */
export interface EncodeRequest {
  readonly type: 'encode';
  readonly job: number;
  readonly settings: AnimationSettings;
}

export type DecoderRequest =
  DecodeRequest | ProbeRequest | SampleRequest | OpenRequest | FrameRequest | EncodeRequest;

export interface OriginalSizePx {
  readonly heightPx: number;
  readonly widthPx: number;
}

/** One file: decoded (`reason` null) or not, and why. */
export interface FileResult {
  readonly reason: string | null;
  /** As it is shown, that is after EXIF orientation; null where it could not be read. */
  readonly original: OriginalSizePx | null;
}

/**
 * Files finished since the last message of this job, in the order of the request. `pixels` holds the decoded
 * ones one after another, uint8 [pictures, heightPx, widthPx, channels].
 */
export interface DecodedMessage {
  readonly type: 'decoded';
  readonly job: number;
  readonly results: readonly FileResult[];
  readonly pixels: Uint8Array;
  /** True for the last message of the job. */
  readonly complete: boolean;
}

export interface ProbedMessage {
  readonly type: 'probed';
  readonly job: number;
  readonly sizes: readonly (OriginalSizePx | null)[];
}

/** All pictures of a built-in set, uint8 [count, heightPx, widthPx, channels]. */
export interface SampledMessage {
  readonly type: 'sampled';
  readonly job: number;
  readonly pixels: Uint8Array;
}

/** A picture as it is, or why it cannot be shown. */
export type OpenedPicture =
  | {
      readonly reason: null;
      readonly heightPx: number;
      readonly widthPx: number;
      /** 1 where the file holds grey alone, 3 otherwise. */
      readonly channels: 1 | 3;
      /** uint8 [heightPx, widthPx, channels]. */
      readonly pixels: Uint8Array;
    }
  | { readonly reason: string };

export interface OpenedMessage {
  readonly type: 'opened';
  readonly job: number;
  readonly picture: OpenedPicture;
}

/** A frame has come. */
export interface FramedMessage {
  readonly type: 'framed';
  readonly job: number;
}

/** How far the animation is, in [0, 1]; never the last message of a job. */
export interface EncodingMessage {
  readonly type: 'encoding';
  readonly job: number;
  readonly progress: number;
}

export interface EncodedMessage {
  readonly type: 'encoded';
  readonly job: number;
  readonly animation: EncodedAnimation;
}

/** The job as a whole could not be done; single bad files never end in this. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly job: number;
  readonly message: string;
}

export type DecoderMessage =
  | DecodedMessage
  | ProbedMessage
  | SampledMessage
  | OpenedMessage
  | FramedMessage
  | EncodingMessage
  | EncodedMessage
  | FailedMessage;
