/** The console's behaviours. Every page works without them. */
import "./console.css";
import "./mark.svg?url";
