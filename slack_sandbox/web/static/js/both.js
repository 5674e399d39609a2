// Two windows side by side, and the bar between them.

const bar = document.getElementById("bar");
const frames = document.querySelector(".both");

function split(percent) {
  const at = Math.round(Math.min(80, Math.max(20, percent)));
  frames.style.setProperty("--left", `${at}%`);
  bar.setAttribute("aria-valuenow", String(at));
}

bar.addEventListener("pointerdown", (event) => {
  bar.setPointerCapture(event.pointerId);
  frames.classList.add("moving");
});
bar.addEventListener("pointermove", (event) => {
  if (bar.hasPointerCapture(event.pointerId)) split((event.clientX / innerWidth) * 100);
});
bar.addEventListener("pointerup", () => frames.classList.remove("moving"));
bar.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
  if (step) split(Number(bar.getAttribute("aria-valuenow")) + step);
});
