"""Who is eligible, and what a refusal or a difficulty to take part means in law. Pure: it proposes, a person decides."""
