/** Known kernels to slide over pictures, each with what it does in a sentence. */

export interface KnownKernel {
  readonly name: string;
  readonly title: string;
  /** What it does, for people. */
  readonly description: string;
  /** Odd, rows and columns alike. */
  readonly side: number;
  /** [side, side], row by row. */
  readonly weights: readonly number[];
  /** Multiplies the sum, so that the entries stay whole numbers. */
  readonly scale: number;
  /** Whether the map has a sign: its numbers lie on both sides of zero. */
  readonly isSigned: boolean;
}

const small = (
  name: string,
  title: string,
  description: string,
  weights: readonly number[],
  { scale = 1, isSigned = true }: { readonly scale?: number; readonly isSigned?: boolean } = {},
): KnownKernel => ({ name, title, description, side: Math.sqrt(weights.length), weights, scale, isSigned });

/** The rows of Pascal's triangle approach the Gaussian; their product is the same in both directions. */
function binomial(row: readonly number[]): number[] {
  return row.flatMap((a) => row.map((b) => a * b));
}

const unsigned = { isSigned: false };

/** Edge and sharpen are those of the lecture (§7). */
export const kernelLibrary: readonly KnownKernel[] = [
  small('identity', 'Identity', 'Leaves every pixel as it is.', [0, 0, 0, 0, 1, 0, 0, 0, 0], unsigned),
  small(
    'edge',
    'Edge',
    'Eight times the pixel minus its eight neighbours: zero on even ground, large at edges of any direction.',
    [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  ),
  small(
    'sharpen',
    'Sharpen',
    'The picture plus its difference from the four neighbours: edges become steeper.',
    [0, -1, 0, -1, 5, -1, 0, -1, 0],
    unsigned,
  ),
  small('box', 'Box blur', 'The mean of nine pixels.', [1, 1, 1, 1, 1, 1, 1, 1, 1], {
    scale: 1 / 9,
    isSigned: false,
  }),
  small(
    'gaussian',
    'Gaussian blur',
    'A mean that counts near pixels more, in the shape of a bell (σ ≈ 1 px).',
    binomial([1, 4, 6, 4, 1]),
    { scale: 1 / 256, isSigned: false },
  ),
  small(
    'sobelX',
    'Sobel x',
    'Change from left to right, smoothed across: answers to vertical edges.',
    [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  ),
  small(
    'sobelY',
    'Sobel y',
    'Change from top to bottom, smoothed across: answers to horizontal edges.',
    [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  ),
  small(
    'prewittX',
    'Prewitt x',
    'Change from left to right, all three rows counted alike.',
    [-1, 0, 1, -1, 0, 1, -1, 0, 1],
  ),
  small(
    'prewittY',
    'Prewitt y',
    'Change from top to bottom, all three columns counted alike.',
    [-1, -1, -1, 0, 0, 0, 1, 1, 1],
  ),
  small(
    'laplacian',
    'Laplacian',
    'The sum of the second derivatives: positive in dark spots, negative in bright ones.',
    [0, 1, 0, 1, -4, 1, 0, 1, 0],
  ),
  small(
    'emboss',
    'Emboss',
    'Change along the diagonal on top of the picture: it looks lit from one corner.',
    [-2, -1, 0, -1, 1, 1, 0, 1, 2],
    unsigned,
  ),
];
