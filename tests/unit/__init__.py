"""One folder for each package of pipeline/, and flows/ and schemas/."""
