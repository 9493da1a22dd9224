/** Time to undo: a bar that runs down, and waits while somebody is at it. */
import { on } from "./wake";

/** Call `ended` after the seconds, not counting the time that the pointer or the focus is within. */
export function countdown(within: HTMLElement, seconds: number, ended: () => void): Animation {
  const bar = within.querySelector(".undo-time rect") ?? within;
  const moving = bar !== within && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const frames = moving ? [{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }] : [];
  const time = bar.animate(frames, { duration: seconds * 1000, fill: "forwards" });
  time.onfinish = ended;
  for (const stop of ["pointerenter", "focusin"]) within.addEventListener(stop, () => time.pause());
  for (const go of ["pointerleave", "focusout"]) within.addEventListener(go, () => time.play());
  return time;
}

on("[data-undo]", (bar) => {
  countdown(bar, Number(bar.dataset.undo), () => bar.remove());
});
