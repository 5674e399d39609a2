// Keeps to light or dark where somebody chose it in this browser; else the system's preference holds.
(() => {
  const apply = () => {
    try {
      const chosen = localStorage.getItem("theme");
      if (chosen) document.documentElement.dataset.theme = chosen;
    } catch {
      // Storage may be off; then nothing was chosen.
    }
  };
  addEventListener("storage", apply);
  apply();
})();
