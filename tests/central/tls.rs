//! TLS: the centre has to prove who it is.

use crate::shop::{Centre, Shop, ok};

#[test]
fn only_a_centre_that_proves_who_it_is_is_spoken_to() {
    let Some(centre) = Centre::new() else { return };
    let authority = format!("&sslrootcert={}", centre.database.authority().display());
    let Some(url) = centre.database.tls_url("localhost", &authority) else { return };
    let shop: Shop = centre.shop(1);
    let password = shop.home.path().join("password").display().to_string();
    let status =
        |url: &str| shop.home.run(&["central", "status", "--central", url, "--password-file", &password], "");
    let said = ok(&status(&url));
    assert!(said.contains("Shop 1"), "{said}");
    // A certificate that the system does not know, one of another name, and a file without one.
    let unknown = centre.database.tls_url("localhost", "").expect("TLS");
    let other = centre.database.tls_url("127.0.0.1", &authority).expect("TLS");
    let none = centre.database.tls_url("localhost", &format!("&sslrootcert={password}")).expect("TLS");
    for (url, wanted) in
        [(&unknown, "UnknownIssuer"), (&other, "not valid for name"), (&none, "no certificate in it")]
    {
        let ran = status(url);
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{url}");
        assert!(ran.stderr.contains(wanted), "{wanted}: {}", ran.stderr);
    }
    // Over TLS a shop ships as well.
    let (enrol, name) = (["central", "enrol", "--shop", "1", "--name", "Shop 1"], &url);
    ok(&shop.home.run(&[&enrol[..], &["--central", name, "--password-file", &password]].concat(), ""));
    shop.pay(2_000);
    shop.ship_all();
}
