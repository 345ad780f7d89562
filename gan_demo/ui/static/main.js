// The front end: each part is a custom element, so it comes to life wherever and whenever Gradio puts it into the page.
import { Captions } from "./captions.js";
import { Classes } from "./classes.js";
import { Controls } from "./controls.js";
import { keepTab, openTab } from "./dom.js";
import { Stage } from "./explore.js";
import { Models } from "./models.js";
import { Follow, Run, followed } from "./run.js";
import { Header } from "./shell.js";
import { loadModels } from "./state.js";

window.gan = { openTab, run: followed };
customElements.define("gan-header", Header);
customElements.define("gan-controls", Controls);
customElements.define("gan-stage", Stage);
customElements.define("gan-classes", Classes);
customElements.define("gan-captions", Captions);
customElements.define("gan-run", Run);
customElements.define("gan-follow", Follow);
customElements.define("gan-models", Models);
keepTab();
loadModels();
