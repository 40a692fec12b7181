/** Contract of single pictures with their pixels: those of data sets, their originals, and files that are only looked at. */
import { z } from 'zod';
import { call, drop } from './define';

const id = z.number().int().positive();

/** The longest side in px that a picture from a file is handed over with. */
export const LARGEST_SIDE_PX = 1024;

export const pictureSchema = z.object({
  /** Name of the file, or path within the imported folder. */
  name: z.string(),
  heightPx: z.number().int(),
  widthPx: z.number().int(),
  /** 1 (grey) or 3 (RGB). */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** uint8 [heightPx, widthPx, channels]. */
  pixels: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type PictureData = z.infer<typeof pictureSchema>;

export const pictures = {
  /** A picture of a data set as training sees it. */
  ofItem: call(z.object({ itemId: id }), pictureSchema),
  /** The same picture decoded again from its file, in its own proportions; an error where the file is gone. */
  original: call(
    z.object({ itemId: id, maxSidePx: z.number().int().min(16).max(LARGEST_SIDE_PX) }),
    pictureSchema,
  ),
  /** Decodes the first of the dropped files, at most 1,024 px along its longer side; nothing is imported. */
  dropped: drop(pictureSchema),
  /** Asks for a picture in the system's dialog and decodes it likewise; null when the user cancels. */
  choose: call(z.void(), pictureSchema.nullable()),
};
