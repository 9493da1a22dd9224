/** The console's behaviours, each a module that waits for its elements. Every page works without them. */
import "./console.css";
import "./mark.svg?url";
import "./copying";
import "./dialogs";
import "./live";
import "./menus";
import "./picked";
import "./preview";
import "./rows";
import "./selecting";
import "./swaps";
import "./switches";
import "./tabs";
import "./tags";
import "./theme";
import "./undo";
import "./week";
import { wake } from "./wake";
import "./errors";
import "./forms";

wake(document);
