// Times and rates, in few characters that keep their places while they count.

/** `0:07`, `12:34`, `3:02:09`, `2 d 03 h`; `–` of what is no time. */
export function showDuration(seconds: number): string {
  if (!(seconds >= 0 && Number.isFinite(seconds))) return '–'
  const whole = Math.round(seconds)
  const two = (n: number): string => `${n}`.padStart(2, '0')
  const [days, hours, minutes] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60]
  if (days > 0) return `${days} d ${two(hours)} h`
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** Steps in a second, or seconds for a step where that is more than one: `250/s`, `1.2/s`, `4.5 s each`. */
export function showRate(perSecond: number): string {
  if (!(perSecond > 0 && Number.isFinite(perSecond))) return '–'
  if (perSecond < 1) return 1 / perSecond < 100 ? `${(1 / perSecond).toFixed(1)} s each` : `${showDuration(1 / perSecond)} each`
  if (perSecond >= 100_000) return `${perSecond.toExponential(1).replace('e+', 'e')}/s`
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`
}
