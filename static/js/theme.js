/* Lets a reader choose light or dark; without it, the page follows the device. */
const KEY = "p2wkss-theme";
const DARK = "screen and (prefers-color-scheme: dark)";
const device = matchMedia("(prefers-color-scheme: dark)");

const chosen = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is closed to this page: follow the device
  }
};

const isDark = (theme) => (theme === null ? device.matches : theme === "dark");

/** Turns the dark tokens on or off, or back to what the device says. */
const show = (theme) => {
  const sheet = document.getElementById("dark-tokens");
  sheet.media = theme === null ? DARK : theme === "dark" ? "screen" : "not all";
  document.getElementById("theme-switch")?.setAttribute("aria-pressed", String(isDark(theme)));
};

const offerSwitch = () => {
  const button = document.getElementById("theme-switch");
  if (!button) return;
  let theme = chosen();
  button.hidden = false;
  button.addEventListener("click", () => {
    theme = isDark(theme) ? "light" : "dark";
    show(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // the choice holds for this page only
    }
  });
  device.addEventListener("change", () => show(theme));
  show(theme);
};

show(chosen());
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offerSwitch);
else offerSwitch();
