/** Numbers, durations and dates as the instrument writes them: short, of steady width, never rounded to a lie. */

const thinSpace = '\u202f';

/** Whole numbers with thin spaces between thousands. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, thinSpace);
}

/** Whole numbers with their noun, e.g. `1 class` and `12 classes`. @param plural where it is not the noun with an s */
export function formatCounted(value: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(value)} ${value === 1 ? noun : plural}`;
}

/** A loss or another measured value to four significant digits; `–` where there is none. */
export function formatValue(value: number | null | undefined): string {
  if (value == null) return '–';
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) return value.toExponential(2).replace('e+', 'e');
  if (size >= 1000) return value.toFixed(0);
  if (size >= 100) return value.toFixed(1);
  if (size >= 10) return value.toFixed(2);
  return value.toFixed(4);
}

/** A setting as a person would type it: 1e-4 rather than 0.0001. */
export function formatSetting(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential().replace('e-0', 'e-');
  return String(value);
}

export function formatPercent(fraction: number | null | undefined, digits = 1): string {
  return fraction == null ? '–' : `${(fraction * 100).toFixed(digits)}${thinSpace}%`;
}

/** 412 k, 1.2 M: rates and sizes where the first digits are enough. */
export function formatRate(value: number): string {
  if (value >= 999_500) return `${(value / 1e6).toFixed(1)}${thinSpace}M`;
  if (value >= 9_950) return `${(value / 1e3).toFixed(0)}${thinSpace}k`;
  if (value >= 995) return `${(value / 1e3).toFixed(1)}${thinSpace}k`;
  return value.toFixed(0);
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)}${thinSpace}GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)}${thinSpace}MB`;
  return `${Math.ceil(bytes / 1e3).toString()}${thinSpace}kB`;
}

/** m:ss, or h:mm:ss from an hour on. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, '0');
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** Training time of a run: seconds with a decimal while it is short. */
export function formatRunTime(durationMs: number): string {
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)}${thinSpace}s`;
  return formatDuration(durationMs / 1000);
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** `today 14:05`, `3 Nov 14:05`, or with the year when it is another one. */
export function formatWhen(timeMs: number, nowMs: number): string {
  const then = new Date(timeMs);
  const now = new Date(nowMs);
  const time = clock.format(then);
  if (then.toDateString() === now.toDateString()) return `today ${time}`;
  return then.getFullYear() === now.getFullYear() ? `${day.format(then)} ${time}` : dayOfYear.format(then);
}

/** `24 Nov 2026 14:05`: a date that is meant to be found again. */
export function formatDate(timeMs: number): string {
  const then = new Date(timeMs);
  return `${dayOfYear.format(then)} ${clock.format(then)}`;
}

/** `just now`, `12 s ago`, `4 min ago`, `3 h ago`. */
export function formatAgo(timeMs: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - timeMs) / 1000);
  if (seconds < 3) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** 10×10, or 28×28×3 where there are channels. */
export function formatShape(shape: readonly number[]): string {
  const kept = shape.length === 3 && shape[2] === 1 ? shape.slice(0, 2) : shape;
  return kept.map(String).join('×');
}
